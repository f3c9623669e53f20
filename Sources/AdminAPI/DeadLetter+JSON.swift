import CloudEvents
import Instants
import JSONSyntax
import Routing
import Storage

extension DeadLetter {
  /// What a list shows of it.
  var summary: JSONValue { .object(members) }

  /// Everything, with the event: its attributes, and its data as text or, where it is none, as
  /// Base64.
  var json: JSONValue {
    let attributes = CloudEvent(kept: delivery.head)?.attributes ?? []
    var members = members
    members.append(JSONMember("attributes", .object(attributes)))
    if let callback { members.append(JSONMember("callback", .string(callback))) }
    if let data = delivery.data {
      if let text = String(validating: data, as: UTF8.self) {
        members.append(JSONMember("data", .string(text)))
      } else {
        var base64: [UInt8] = []
        Base64.append(encoding: data.span, to: &base64)
        members.append(
          JSONMember("dataBase64", .string(String(decoding: base64, as: UTF8.self))))
      }
    }
    return .object(members)
  }

  /// Where the result of a call is posted, without the query, which may be a secret.
  private var callback: String? {
    var lines = delivery.head[...]
    _ = TraceContext(leading: &lines)
    return CallbackLine.take(from: &lines).map { url in String(url.prefix { $0 != "?" }) }
  }

  private var members: [JSONMember] {
    [
      JSONMember("id", .string(delivery.id)),
      JSONMember("event", .string(delivery.eventID)),
      JSONMember("association", delivery.association.map { .string($0.text) } ?? .null),
      JSONMember("function", .string(delivery.version.description)),
      JSONMember("attempts", .integer(Int64(delivery.attempts))),
      JSONMember("lastStatus", status.map { .integer(Int64($0)) } ?? .null),
      JSONMember("reason", .string(reason)),
      JSONMember("acceptedAt", .string(delivery.acceptedAt.rfc3339)),
      JSONMember("diedAt", .string(diedAt.rfc3339)),
      JSONMember("redrivenAt", redrivenAt.map { .string($0.rfc3339) } ?? .null),
      JSONMember("redrivenAs", redrivenAs.map { .string($0) } ?? .null),
      JSONMember("holdsKey", .bool(holdsLine)),
    ]
  }
}
