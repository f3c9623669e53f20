/// A line of standard input: something that goes wrong, or is made or mended.
enum Fault {
  /// `down BROKER`: its connections break and it refuses new ones; brokers are counted from 1.
  case down(broker: Int32)
  /// `up BROKER`
  case up(broker: Int32)
  /// `rtt BROKER MILLISECONDS`: every answer of it comes that late.
  case delay(broker: Int32, milliseconds: Int32)
  /// `fail REQUEST CODE COUNT`: the next COUNT answers to requests of this API key carry CODE.
  case fail(request: Int16, code: Int32, count: Int)
  /// `clear REQUEST`: forgets the failures that are left.
  case clear(request: Int16)
  /// `topicerror TOPIC CODE`: every answer about the topic carries CODE; 0 mends it.
  case topicError(topic: String, code: Int32)
  /// `leader TOPIC PARTITION BROKER`
  case leader(topic: String, partition: Int32, broker: Int32)
  /// `coordinator GROUP BROKER`
  case coordinator(group: String, broker: Int32)
  /// `versions REQUEST MINIMUM MAXIMUM`: what the brokers claim to understand.
  case versions(request: Int16, minimum: Int16, maximum: Int16)
  /// `topic NAME PARTITIONS`
  case topic(name: String, partitions: Int32)

  init(_ line: String) throws(MockError) {
    let words = line.split(separator: " ").map(String.init)
    let numbers = words.map { Int32($0) }
    switch (words.first, words.count) {
    case ("down", 2):
      self = .down(broker: try Self.number(numbers[1]))
    case ("up", 2):
      self = .up(broker: try Self.number(numbers[1]))
    case ("rtt", 3):
      self = .delay(
        broker: try Self.number(numbers[1]), milliseconds: try Self.number(numbers[2]))
    case ("fail", 4):
      let count = Int(try Self.number(numbers[3]))
      guard (1...10_000).contains(count) else { throw MockError("COUNT is 1 to 10000") }
      self = .fail(
        request: try Self.short(numbers[1]), code: try Self.number(numbers[2]), count: count)
    case ("clear", 2):
      self = .clear(request: try Self.short(numbers[1]))
    case ("topicerror", 3):
      self = .topicError(topic: words[1], code: try Self.number(numbers[2]))
    case ("leader", 4):
      self = .leader(
        topic: words[1], partition: try Self.number(numbers[2]),
        broker: try Self.number(numbers[3]))
    case ("coordinator", 3):
      self = .coordinator(group: words[1], broker: try Self.number(numbers[2]))
    case ("versions", 4):
      self = .versions(
        request: try Self.short(numbers[1]), minimum: try Self.short(numbers[2]),
        maximum: try Self.short(numbers[3]))
    case ("topic", 3):
      self = .topic(name: words[1], partitions: try Self.number(numbers[2]))
    default:
      throw MockError("unknown command or wrong number of words: \(line)")
    }
  }

  private static func number(_ value: Int32?) throws(MockError) -> Int32 {
    guard let value else { throw MockError("a number is wanted") }
    return value
  }

  private static func short(_ value: Int32?) throws(MockError) -> Int16 {
    guard let short = Int16(exactly: try number(value)) else {
      throw MockError("a number of 16 bits is wanted")
    }
    return short
  }
}
