import Connectors
import HTTPSyntax
import JSONSyntax

/// What became of one event, as the answer tells it.
struct BatchOutcome {
  var id: String
  var receipt: Receipt

  /// Appends `{"id":"…","deliveries":["…"]}`, with `status` and `function` where one was invoked.
  ///
  /// Written by hand, for it is the answer to each event that is queued.
  func append(to output: inout [UInt8]) {
    output.append(contentsOf: Lead.id)
    appendJSONString(id, to: &output)
    output.append(contentsOf: Lead.deliveries)
    for (index, delivery) in receipt.deliveries.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      appendJSONString(delivery, to: &output)
    }
    output.append(UInt8(ascii: "]"))
    if let reply = receipt.reply {
      output.append(",\"status\":\(reply.status),\"function\":")
      appendJSONString(reply.function, to: &output)
    }
    output.append(UInt8(ascii: "}"))
  }

  /// What stands before the values; arrays, for these are copied at once.
  private enum Lead {
    static let id = Array("{\"id\":".utf8)
    static let deliveries = Array(",\"deliveries\":[".utf8)
  }

  /// `{"events":[…]}` in the order of the batch.
  static func json(_ outcomes: [BatchOutcome]) -> [UInt8] {
    var output: [UInt8] = []
    output.append("{\"events\":[")
    for (index, outcome) in outcomes.enumerated() {
      if index > 0 { output.append(",") }
      outcome.append(to: &output)
    }
    output.append("]}")
    return output
  }
}
