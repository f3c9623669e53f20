/// What a counter showed at a moment.
package struct CounterReading: Sendable, Hashable {
  /// One for each of the name's labels, in their order.
  package var labels: [String]
  package var value: UInt64
  /// Which of the name's series it is, counted from 0 in the order in which they were made.
  let place: Int
}
