import CloudEvents
import Connectors
import HTTPSyntax
import HTTPTransport
import Manifests

/// Invokes a function over HTTP, in one of the three formats.
// Safe because it is confined to its loop's thread.
final class HTTPInvoker: @unchecked Sendable {
  private let pool: UpstreamPool
  private static let dropped: FieldKinds = [.date, .patchbay]
  private let format: TargetFormat
  private let maxReplyBytes: Int
  /// The longest silence in a body that is passed on.
  private let pause: Duration
  /// `POST /path HTTP/1.1`, `Host` and the headers that the target declares.
  private let prefix: [UInt8]
  /// `Host` and the declared headers alone, for passthrough.
  private let fixedLines: [UInt8]
  /// The names of the declared headers: a client's own of that name are not passed through.
  private let declaredNames: [String]
  /// Whether the target declares no such headers itself.
  private let passesTrace: Bool
  /// The target's path without a slash at its end, before a passthrough request's own.
  private let basePath: String
  /// The target's own query, before a passthrough request's; nil where it has none.
  private let baseQuery: Substring?
  /// Whether the address is a secret.
  private let hidesAddress: Bool

  init(
    _ address: HTTPAddress, format: TargetFormat, headers: [HeaderSpec], maxReplyBytes: Int,
    pause: Duration, hidesAddress: Bool = false, pool: UpstreamPool
  ) {
    self.pool = pool
    self.hidesAddress = hidesAddress
    self.format = format
    self.maxReplyBytes = maxReplyBytes
    self.pause = pause
    var lines = "Host: \(address.authority)\r\n"
    for header in headers { lines += "\(header.name): \(header.value.revealed)\r\n" }
    fixedLines = Array(lines.utf8)
    declaredNames = headers.map { $0.name.lowercased() }
    passesTrace = !declaredNames.contains("traceparent") && !declaredNames.contains("tracestate")
    prefix = Array("POST \(address.path) HTTP/1.1\r\n\(lines)".utf8)
    let parts = address.path.split(separator: "?", maxSplits: 1)
    let path = parts[0]
    baseQuery = parts.count > 1 ? parts[1] : nil
    basePath = String(path.hasSuffix("/") ? path.dropLast() : path)
  }

  func invoke(_ invocation: Invocation) async -> InvocationResult {
    var request = UpstreamRequest(
      head: [], body: [], deadline: invocation.deadline, maxReplyBytes: maxReplyBytes)
    // What Patchbay says of an answer is said by the router that gives it.
    request.dropped = HTTPInvoker.dropped
    request.pause = pause
    request.time = invocation.time
    request.streamedBody = invocation.streamedBody
    if format != .passthrough { request.streamedBody?.passesTrailers = false }
    request.passesReply = invocation.passesReply
    switch format {
    case .binary: appendBinary(invocation, to: &request)
    case .structured:
      do throws(CloudEventError) {
        try appendStructured(invocation, to: &request)
      } catch {
        return .failed(reason: error.description)
      }
    case .passthrough: appendPassthrough(invocation, to: &request)
    }
    request.join()
    do throws(HTTPClientError) {
      return .reply(try await pool.send(request))
    } catch {
      switch error {
      case .timedOut: return .timedOut
      case .cancelled: return .cancelled
      case .body(let failure): return .body(failure)
      case .insecure(let reason): return .insecure(reason: reason)
      case .exhausted: return .busy(reason: error.description)
      case .unreachable:
        return .unreachable(
          reason: hidesAddress ? "no connection; the address is a secret" : error.description)
      case .broken, .malformed: return .failed(reason: error.description)
      }
    }
  }

  private func appendBinary(_ invocation: Invocation, to request: inout UpstreamRequest) {
    request.body = invocation.data
    request.head.reserveCapacity(prefix.count + 512)
    request.head.append(contentsOf: prefix)
    invocation.appendBinaryHead(to: &request.head)
    appendEnd(of: invocation, to: &request)
  }

  private func appendStructured(_ invocation: Invocation, to request: inout UpstreamRequest)
    throws(CloudEventError)
  {
    // A batch has a format of its own, whatever single events come in.
    if case .batch = invocation.content { return appendBinary(invocation, to: &request) }
    try invocation.event().appendJSON(to: &request.body)
    request.head.append(contentsOf: prefix)
    request.head.append("Content-Type: application/cloudevents+json; charset=UTF-8\r\n")
    appendEnd(of: invocation, to: &request)
  }

  private func appendPassthrough(_ invocation: Invocation, to request: inout UpstreamRequest) {
    guard let trace = invocation.request else {
      // What came by another way than HTTP has no request to pass through.
      return appendBinary(invocation, to: &request)
    }
    request.body = invocation.data
    request.isHead = trace.method == "HEAD"
    request.isSafe = request.isHead || trace.method == "GET" || trace.method == "OPTIONS"
    let queries = [baseQuery, trace.query.map { $0[...] }].compactMap(\.self)
    let query = queries.isEmpty ? "" : "?" + queries.joined(separator: "&")
    request.head.append(
      contentsOf: "\(trace.method) \(basePath)\(trace.path)\(query) HTTP/1.1\r\n".utf8)
    request.head.append(contentsOf: fixedLines)
    request.head.append(contentsOf: trace.headerLines(without: declaredNames))
    invocation.appendBinaryHead(to: &request.head)
    appendEnd(of: invocation, to: &request)
  }

  /// Appends what ends the head.
  private func appendEnd(of invocation: Invocation, to request: inout UpstreamRequest) {
    if passesTrace { invocation.trace?.appendHeaderLines(to: &request.head) }
    if let body = request.streamedBody, body.length == nil {
      request.head.append("Transfer-Encoding: chunked\r\n\r\n")
      return
    }
    request.head.appendContentLength(request.streamedBody?.length ?? request.body.count)
    request.head.appendLineEnd()
  }

  /// Whether a body can be sent while it comes.
  var takesStreams: Bool { format != .structured }
}
