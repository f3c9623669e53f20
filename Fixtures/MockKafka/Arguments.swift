/// The command line.
struct Arguments {
  /// 1 to 32.
  var brokers: Int32 = 1
  var topics: [(name: String, partitions: Int32)] = []
  /// How long the program lives at the most.
  var seconds: UInt32 = 3_600

  init(_ words: some Sequence<String>) throws(MockError) {
    var words = words.makeIterator()
    while let word = words.next() {
      guard let value = words.next() else { throw MockError("\(word) needs a value") }
      switch word {
      case "--brokers":
        guard let count = Int32(value), (1...32).contains(count) else {
          throw MockError("--brokers wants 1 to 32, not \(value)")
        }
        brokers = count
      case "--topic":
        let parts = value.split(separator: ":")
        guard parts.count == 2, let partitions = Int32(parts[1]), partitions > 0 else {
          throw MockError("--topic wants NAME:PARTITIONS, not \(value)")
        }
        topics.append((String(parts[0]), partitions))
      case "--seconds":
        guard let count = UInt32(value), count > 0 else {
          throw MockError("--seconds wants a positive number, not \(value)")
        }
        seconds = count
      default:
        throw MockError("unknown argument \(word)")
      }
    }
  }
}
