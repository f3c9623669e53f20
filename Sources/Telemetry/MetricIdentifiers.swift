/// A counter's place in every shard.
package struct CounterID: Sendable, Hashable {
  let cell: Int
}

/// A histogram's place in every shard: a cell for each bucket, then one for the sum.
package struct HistogramID: Sendable, Hashable {
  let firstCell: Int
}
