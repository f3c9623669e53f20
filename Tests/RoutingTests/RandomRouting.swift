import CloudEvents
import JSONSyntax
import Routing
import TestSupport

/// Random filters and events over a vocabulary so small that they often meet.
struct RandomRouting {
  var generator: SeededGenerator
  private let attributes = ["type", "subject", "source", "color", "time"]
  private let alphabet = ["a", "b", "/", "é"]

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func text(upTo length: Int) -> String {
    (0..<Int.random(in: 0...length, using: &generator)).map { _ in
      alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    }.joined()
  }

  mutating func event() -> CloudEvent {
    var event = CloudEvent(
      id: String(generator.next()), source: "s" + text(upTo: 2), type: "t" + text(upTo: 3))
    if Bool.random(using: &generator) { event.subject = text(upTo: 4) }
    if Bool.random(using: &generator) {
      event.extensions = [ExtensionAttribute(name: "color", value: .string(text(upTo: 3)))]
    }
    if Bool.random(using: &generator) { event.data = Array(text(upTo: 2).utf8) }
    return event
  }

  mutating func filter(depth: Int = 3) -> Filter {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 4), using: &generator) {
    case 0: .exact(conditions(upTo: 3))
    case 1: .prefix(conditions(upTo: 2))
    case 2: .suffix(conditions(upTo: 2))
    case 3: .data(pattern())
    case 4, 5: .all(filters(depth - 1))
    case 6: .any(filters(depth - 1))
    default: .not(filter(depth: depth - 1))
    }
  }

  private mutating func filters(_ depth: Int) -> [Filter] {
    (0..<Int.random(in: 1...3, using: &generator)).map { _ in filter(depth: depth) }
  }

  private mutating func conditions(upTo length: Int) -> [AttributeCondition] {
    (0..<Int.random(in: 1...2, using: &generator)).map { _ in
      let attribute = attributes[Int.random(in: 0..<attributes.count, using: &generator)]
      let first = ["type": "t", "source": "s"][attribute] ?? ""
      return AttributeCondition(attribute: attribute, text: first + text(upTo: length))
    }
  }

  private mutating func pattern() -> DataPattern {
    let wanted = text(upTo: 2)
    return DataPattern(fields: [
      DataPattern.Field(
        name: "text",
        condition: .anyOf([Bool.random(using: &generator) ? .prefix(wanted) : .exists(false)]))
    ])
  }
}

/// Stands for a JSON parser: data that begins with `a` is the object `{"text": "…"}`.
func fakePayload() -> Payload {
  Payload { bytes in
    guard bytes.count > 0, bytes[0] == UInt8(ascii: "a") else { return nil }
    var text = ""
    for index in bytes.indices { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
    return .object([JSONMember("text", .string(text))])
  }
}
