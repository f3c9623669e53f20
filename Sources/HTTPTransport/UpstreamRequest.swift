import EventLoops
import HTTPSyntax

/// A request ready to be written.
package struct UpstreamRequest: Sendable {
  /// Request line, header lines and the empty line.
  package var head: [UInt8]
  package var body: [UInt8]
  /// What is sent instead of `body`, as it comes; in the framing that the head says.
  package var streamedBody: RequestBody?
  /// Whether a large or slow answer may come as `HTTPReply.rest`.
  package var passesReply = false
  /// Whether sending it twice does no harm: GET, HEAD, OPTIONS (RFC 9110, section 9.2.1).
  package var isSafe: Bool
  /// Whether it is a HEAD request, whose answer has no body.
  package var isHead: Bool
  /// When the answer must be there, or its head where it is passed on.
  package var deadline: MonotonicTime
  /// How long the answer may take from when there is a connection, where the wait for one of a
  /// limited number is not to count; until `deadline` it is waited for.
  package var time: Duration?
  /// The longest silence in a body that is passed on.
  package var pause: Duration = .seconds(60)
  /// Bytes of the answer's body before it counts as broken.
  package var maxReplyBytes: Int
  /// What of the answer's header is not wanted.
  package var dropped: FieldKinds = .date

  package init(
    head: [UInt8], body: [UInt8], isSafe: Bool = false, isHead: Bool = false,
    deadline: MonotonicTime, maxReplyBytes: Int
  ) {
    self.head = head
    self.body = body
    self.isSafe = isSafe
    self.isHead = isHead
    self.deadline = deadline
    self.maxReplyBytes = maxReplyBytes
  }

  /// Puts a small body behind the head, so that one part is sent instead of two.
  package mutating func join() {
    guard body.count <= 4_096 else { return }
    head.append(contentsOf: body)
    body = []
  }
}
