import Connectors
import JSONSyntax

/// What became of one event, as the answer tells it.
struct BatchOutcome {
  var id: String
  var receipt: Receipt

  private var value: JSONValue {
    var members = [
      JSONMember("id", .string(id)),
      JSONMember("deliveries", .array(receipt.deliveries.map { .string($0) })),
    ]
    if let reply = receipt.reply {
      members.append(JSONMember("status", .integer(Int64(reply.status))))
      members.append(JSONMember("function", .string(reply.function)))
    }
    return .object(members)
  }

  /// `{"id":"…","deliveries":["…"]}`.
  var json: [UInt8] {
    var bytes: [UInt8] = []
    value.append(to: &bytes)
    return bytes
  }

  /// `{"events":[…]}` in the order of the batch.
  static func json(_ outcomes: [BatchOutcome]) -> [UInt8] {
    var bytes: [UInt8] = []
    JSONValue.object([JSONMember("events", .array(outcomes.map(\.value)))]).append(to: &bytes)
    return bytes
  }
}
