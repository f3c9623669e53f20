/// A line of a `LineTable`; it holds as long as somebody is in the line or a dead letter holds it.
struct LineID: Hashable {
  var index: Int32
}
