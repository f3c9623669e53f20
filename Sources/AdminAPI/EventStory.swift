import Instants
import JSONSyntax

/// What became of an event: the steps that the ledger has of it, in the order of their times, and
/// what of it has not ended.
struct EventStory {
  private let event: String
  private let steps: [JSONValue]
  private let waiting: [JSONValue]

  /// - Parameter records: what the ledger gave for the event's id; others are passed over.
  init(of event: String, _ records: [JSONValue], waiting: [JSONValue]) {
    self.event = event
    self.waiting = waiting
    let own = records.filter { $0["event"]?.string == event }
    let inOrder = own.enumerated().sorted { left, right in
      (left.element.time, left.offset) < (right.element.time, right.offset)
    }
    var told: [JSONValue] = []
    steps = inOrder.compactMap { _, record in
      // Each of an event's deliveries that fails tells where it came from.
      guard record["step"] == "routed" else { return record.step }
      let decision = record.decision
      if told.contains(decision) { return nil }
      told.append(decision)
      return record.step
    }
  }

  var json: JSONValue {
    ["event": .string(event), "steps": .array(steps), "waiting": .array(waiting)]
  }

  /// What can be read of records; the rest is passed over.
  static func records(_ lines: [[UInt8]]) -> [JSONValue] {
    lines.compactMap { try? JSONValue(parsing: $0.span) }
  }

  /// The event that an id means: its own, the one of a delivery or dead letter, or one at the place
  /// whose ids have this ending; nil where none of the records has to do with it.
  static func event(meantBy id: String, ending: String?, in records: [JSONValue]) -> String? {
    let events = records.compactMap { $0["event"]?.string }
    // An end that goes on has the delivery's id as its own.
    let delivery = records.first { $0["delivery"]?.string == id && $0["event"]?.string != id }
    if let event = delivery?["event"]?.string { return event }
    if events.contains(id) { return id }
    return ending.flatMap { ending in events.last { $0.hasSuffix(ending) } }
  }
}

extension JSONValue {
  fileprivate var time: Int64 { self["at"]?.integer ?? 0 }

  /// What of a decision makes it another one.
  fileprivate var decision: JSONValue {
    .object((object ?? []).filter { $0.name != "at" && $0.name != "toldAfterwards" })
  }

  /// A record as the API shows it: times as RFC 3339 writes them, durations in seconds.
  fileprivate var step: JSONValue {
    .object(
      (object ?? []).compactMap { member in
        switch (member.name, member.value) {
        case ("event", _): nil
        case ("at", .integer(let time)), ("due", .integer(let time)), ("since", .integer(let time)):
          JSONMember(member.name, .string(WallTime(millisecondsSinceEpoch: time).rfc3339))
        case ("took", .integer(let time)), ("waited", .integer(let time)):
          JSONMember(member.name + "Seconds", .double(Double(time) / 1_000_000))
        case ("catalog", .object): JSONMember(member.name, member.value.step)
        default: member
        }
      })
  }
}
