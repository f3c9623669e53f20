import EventLoops
import HTTPTransport

/// An HTTP client for tests: kept-alive connections to one port of 127.0.0.1, or to one file.
package struct HTTPCaller: Sendable {
  /// 0 for a file.
  package let port: UInt16
  private let authority: String
  private let pool: UpstreamPool

  package init(port: UInt16) {
    self.port = port
    authority = "127.0.0.1:\(port)"
    pool = UpstreamPool(host: "127.0.0.1", port: port, loop: SharedLoop.loop)
  }

  /// - Parameter socket: the path of a Unix-domain socket.
  package init(socket: String) {
    port = 0
    authority = "localhost"
    pool = UpstreamPool(to: .file(socket), loop: SharedLoop.loop)
  }

  /// Sends a request and returns the whole answer.
  ///
  /// - Throws: `HTTPClientError` where there is none.
  package func send(
    _ method: String = "POST", _ path: String, _ headers: [String: String] = [:],
    body: String = "", timeout: Duration = patience
  ) async throws(HTTPClientError) -> HTTPReply {
    let bytes = Array(body.utf8)
    var head = "\(method) \(path) HTTP/1.1\r\n"
    if headers["Host"] == nil { head += "Host: \(authority)\r\n" }
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if !bytes.isEmpty || method == "POST" { head += "Content-Length: \(bytes.count)\r\n" }
    let request = UpstreamRequest(
      head: Array("\(head)\r\n".utf8), body: bytes, isSafe: method == "GET",
      isHead: method == "HEAD", deadline: MonotonicTime.read() + timeout,
      maxReplyBytes: 64 * 1_048_576)
    let result = await SharedLoop.loop.spawn { [pool] () -> Result<HTTPReply, HTTPClientError> in
      do throws(HTTPClientError) {
        return .success(try await pool.send(request))
      } catch {
        return .failure(error)
      }
    }.value
    return try result.get()
  }
}

extension HTTPReply {
  package var text: String { String(decoding: body, as: UTF8.self) }

  /// The value of a header; nil where there is none.
  package func header(_ name: String) -> String? {
    if name.lowercased() == "retry-after", let retryAfter { return retryAfter }
    for line in String(decoding: headerLines, as: UTF8.self).split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == name.lowercased() {
        return String(parts[1].drop { $0 == " " })
      }
    }
    return nil
  }
}
