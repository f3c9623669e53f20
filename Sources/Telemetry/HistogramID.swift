/// A histogram's place in every shard: a cell for each bucket, then one for the sum.
package struct HistogramID: Sendable, Hashable {
  let firstCell: Int
}
