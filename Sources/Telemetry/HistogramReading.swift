/// What a histogram showed at a moment.
package struct HistogramReading: Sendable, Hashable {
  /// One for each of the name's labels, in their order.
  package let labels: [String]
  /// How many durations fell into each bucket, the last of which has no bound.
  private var buckets: [UInt64]
  private var sumNanoseconds: UInt64

  /// - Parameter cells: the count of each bucket by itself, then the sum in nanoseconds.
  init(labels: [String], cells: [UInt64]) {
    precondition(cells.count == HistogramBuckets.cellCount, "a histogram has its own cells")
    self.labels = labels
    buckets = Array(cells.dropLast())
    sumNanoseconds = cells[cells.count - 1]
  }

  /// One that has counted nothing.
  package init() {
    self.init(labels: [], cells: Array(repeating: 0, count: HistogramBuckets.cellCount))
  }

  package var count: UInt64 { buckets.reduce(0, &+) }

  /// In seconds; nil where nothing was counted.
  package var mean: Double? {
    count == 0 ? nil : Double(sumNanoseconds) / Double(count) / 1_000_000_000
  }

  package mutating func add(_ other: HistogramReading) {
    for index in buckets.indices { buckets[index] &+= other.buckets[index] }
    sumNanoseconds &+= other.sumNanoseconds
  }

  /// Below what that share of all durations lies, in seconds: an estimate, for it is known only how
  /// many lie in each bucket, and within one they are taken to be spread evenly.
  ///
  /// Nil where nothing was counted; never more than the last bound, a minute. Prometheus'
  /// `histogram_quantile` estimates in the same way.
  /// - Parameter share: more than 0 and at most 1.
  package func quantile(_ share: Double) -> Double? {
    precondition(share > 0 && share <= 1, "\(share) is no share")
    let rank = share * Double(count)
    guard rank > 0 else { return nil }
    var below = 0.0
    var lower = 0.0
    for (bound, bucket) in zip(HistogramBuckets.bounds, buckets) {
      let upper = Double(bound) / 1_000_000_000
      if bucket > 0, below + Double(bucket) >= rank {
        return lower + (upper - lower) * (rank - below) / Double(bucket)
      }
      below += Double(bucket)
      lower = upper
    }
    return lower
  }
}
