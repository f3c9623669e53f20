/// Streams on which new work has come, first come first served.
///
/// They are linked among themselves, so that a line of any length costs nothing to keep.
struct NewcomerLine {
  private var first: Stream?
  private var last: Stream?

  var isEmpty: Bool { first == nil }

  mutating func append(_ stream: Stream) {
    if let last { last.nextInLine = stream } else { first = stream }
    last = stream
  }

  mutating func popFirst() -> Stream? {
    guard let stream = first else { return nil }
    first = stream.nextInLine
    stream.nextInLine = nil
    if first == nil { last = nil }
    return stream
  }
}
