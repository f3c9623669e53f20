import EventLoops
import HTTPSyntax
import HTTPTransport
import JSONSyntax
import Manifests
import TLS

/// Asks the admin API of a running router.
struct AdminClient: Sendable {
  private let address: AdminAddress
  private let token: AdminToken?
  /// nil for plain HTTP.
  private let tls: UpstreamTLS?

  /// Bytes of an answer that are read.
  static let maxReplyBytes = 64 * 1_048_576

  /// - Parameter text: `HOST:PORT`, also with `http://` or `https://` before it, or `unix:PATH`.
  /// - Throws: `CLIError.usage` for anything else, and `CLIError.failure` where a file can't be used.
  init(
    _ text: String, token: AdminToken?, files: AdminFiles = AdminFiles(), for command: Command
  ) throws(CLIError) {
    guard let address = AdminAddress(text) else {
      throw .usage(
        "--admin is HOST:PORT such as 127.0.0.1:8081, https://HOST:PORT or unix:PATH, not "
          + "`\(text.escapingControls)`", command)
    }
    guard address.isTLS || files == AdminFiles() else {
      throw .usage("--ca, --certificate and --key are for an --admin of https://HOST:PORT", command)
    }
    self.address = address
    tls =
      address.isTLS
      ? UpstreamTLS(try files.context(for: command), serverName: address.serverName) : nil
    self.token = token
  }

  /// Sends a request and waits for the answer, whatever its status.
  ///
  /// - Throws: `CLIError.failure` where no whole answer comes.
  func send(
    _ method: String, _ target: String, contentType: String? = nil, body: [UInt8] = [],
    timeout: Duration
  ) async throws(CLIError) -> HTTPReply {
    let head = head(method, target, contentType, body.count)
    let result = try await onLoop { pool, loop in
      await AdminClient.exchange(head, body, isSafe: method == "GET", pool, loop, timeout)
    }
    switch result {
    case .success(let reply): return reply
    case .failure(let error): throw .failure(reason(error, timeout))
    }
  }

  /// Runs `body` on a loop of its own, with connections to the router.
  func onLoop<Value: Sendable>(
    _ body: @escaping @Sendable (UpstreamPool, EventLoop) async -> Value
  ) async throws(CLIError) -> Value {
    let loop = try makeLoop()
    loop.start()
    let pool = UpstreamPool(to: address.place, loop: loop, tls: tls)
    let value = await loop.spawn {
      defer { pool.close() }
      return await body(pool, loop)
    }.value
    loop.stop()
    loop.join()
    return value
  }

  private func makeLoop() throws(CLIError) -> EventLoop {
    do throws(EventLoopError) {
      return try EventLoop(name: "patchbay")
    } catch {
      throw .failure(error.description)
    }
  }

  private static func exchange(
    _ head: [UInt8], _ body: [UInt8], isSafe: Bool, _ pool: UpstreamPool, _ loop: EventLoop,
    _ timeout: Duration
  ) async -> Result<HTTPReply, HTTPClientError> {
    do throws(HTTPClientError) {
      return .success(
        try await pool.send(
          UpstreamRequest(
            head: head, body: body, isSafe: isSafe, deadline: loop.now + timeout,
            maxReplyBytes: maxReplyBytes)))
    } catch {
      return .failure(error)
    }
  }

  func head(
    _ method: String, _ target: String, _ contentType: String? = nil, _ length: Int = 0
  ) -> [UInt8] {
    var text = "\(method) \(target) HTTP/1.1\r\nHost: \(address.authority)\r\n"
    text += "User-Agent: patchbay/\(ProductVersion.current)\r\nConnection: close\r\n"
    if let token { text += "Authorization: Bearer \(token.text)\r\n" }
    if let contentType { text += "Content-Type: \(contentType)\r\n" }
    if length > 0 || method == "POST" { text += "Content-Length: \(length)\r\n" }
    return Array((text + "\r\n").utf8)
  }

  func reason(_ error: HTTPClientError, _ timeout: Duration) -> String {
    switch error {
    case .unreachable:
      "no router answers at \(address.written): start one with `patchbay serve`, or name its address with "
        + "--admin"
    case .timedOut: "the router at \(address.written) did not answer in \(timeout.written)"
    case .insecure, .exhausted, .broken, .malformed, .body, .cancelled:
      "the router at \(address.written): \(error)"
    }
  }
}
