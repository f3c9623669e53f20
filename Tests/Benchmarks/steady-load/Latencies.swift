/// What each request took, from the moment at which it should have been sent.
struct Latencies {
  private var nanoseconds: [Int64] = []

  init(capacity: Int) { nanoseconds.reserveCapacity(capacity) }

  var count: Int { nanoseconds.count }

  mutating func append(_ latency: Int64) { nanoseconds.append(latency) }

  /// Microseconds: `p50 p99 p99.9 largest`.
  var line: String {
    let sorted = nanoseconds.sorted()
    guard let last = sorted.last else { return "0 0 0 0\n" }
    let values = [0.5, 0.99, 0.999].map { sorted[Int(Double(sorted.count - 1) * $0)] } + [last]
    return values.map { "\($0 / 1_000)" }.joined(separator: " ") + "\n"
  }
}
