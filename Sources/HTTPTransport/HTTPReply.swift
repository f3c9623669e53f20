/// An answer of an upstream.
package struct HTTPReply: Sendable {
  package var status: Int
  /// End-to-end header lines, each ended by CR LF, without `Content-Length`.
  package var headerLines: [UInt8]
  package var body: [UInt8]
  /// The body, where it is passed on instead of held.
  package var rest: ReplyBody?
  /// The value of `Retry-After`, where there was one.
  package var retryAfter: String?

  package init(status: Int, headerLines: [UInt8], body: [UInt8], retryAfter: String? = nil) {
    self.status = status
    self.headerLines = headerLines
    self.body = body
    self.retryAfter = retryAfter
  }
}
