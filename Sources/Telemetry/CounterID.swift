/// A counter's place in every shard.
package struct CounterID: Sendable, Hashable {
  let cell: Int
}
