import Admissions
import CloudEvents
import Connectors
import Deliveries
import EventLoops
import HTTPSyntax
import HTTPTransport
import Instants
import Manifests
import Routing

extension HTTPConnector {
  /// Decides by the head alone what becomes of a request.
  ///
  /// `%61` and `a` are the same path: what needs no encoding is decoded before anything is decided.
  func plan(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ sources: HTTPSources,
    _ connection: HTTPServerConnection
  ) -> RequestPlan {
    let path = bytes.bytes(head.path)
    guard let plain = decodingUnreserved(path) else {
      return plan(head, bytes, path, sources, connection)
    }
    return plan(head, bytes, plain.span, sources, connection)
  }

  private func plan(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ path: Span<UInt8>,
    _ sources: HTTPSources, _ connection: HTTPServerConnection
  ) -> RequestPlan {
    if sources.hasCORS, CORSRule.isPreflight(head, bytes),
      let plan = planPreflight(head, bytes, path, sources, connection)
    {
      return plan
    }
    let found = sources.table.find(
      method: bytes.bytes(head.methodRange), host: bytes.bytes(hostName(head, bytes)),
      path: path)
    switch found {
    case .found(let match):
      let entry = sources.entries[match.index]
      if let cors = entry.cors {
        // Where the source says what browsers may do, the function does not.
        connection.amendment = ReplyAmendment(lines: cors.lines(for: head, bytes)) {
          $0.removingFields(CORSRule.isOurs)
        }
      }
      var seal: BodySeal?
      if let admission = entry.admission {
        switch judge(admission, head, bytes, connection) {
        case .admitted: break
        case .sealed(let found): seal = found
        case .refused(let refusal): return .denied(entry.name, refusal)
        }
      }
      return plan(head, bytes, path, entry, match.parameters, sources, seal, connection)
    case .methodNotAllowed(let allow):
      if head.method == .options { return planOptions(head, bytes, allow) }
      return .refused(
        Problem(status: 405, detail: "this path takes \(allow.joined(separator: ", "))"),
        allow: allow)
    case .notFound:
      return planInvocation(head, bytes, path.text, sources, connection)
    }
  }

  /// The host without its port; empty where the request has none.
  private func hostName(_ head: borrowing RequestHead, _ bytes: Span<UInt8>) -> ByteRange {
    guard let range = head.host else { return ByteRange(offset: 0, count: 0) }
    var end = range.start
    while end < range.end, bytes[end] != UInt8(ascii: ":") { end += 1 }
    return ByteRange(offset: range.offset, count: UInt32(end - range.start))
  }

  /// A browser's question about what it will send; nil where no source with an answer would get it.
  private func planPreflight(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ path: Span<UInt8>,
    _ sources: HTTPSources, _ connection: HTTPServerConnection
  ) -> RequestPlan? {
    guard let method = head.value(of: "Access-Control-Request-Method", in: bytes),
      case .found(let match) = sources.table.find(
        method: bytes.bytes(method), host: bytes.bytes(hostName(head, bytes)),
        path: path),
      let cors = sources.entries[match.index].cors
    else { return nil }
    connection.amendment = ReplyAmendment(lines: cors.preflightLines(for: head, bytes))
    return .options(allow: [])
  }

  private func judge(
    _ admission: Admission, _ head: borrowing RequestHead, _ bytes: Span<UInt8>,
    _ connection: HTTPServerConnection
  ) -> Admission.Verdict {
    let peer = admission.needsPeer ? connection.stream.peer : nil
    return admission.judge(
      head, bytes, peer: peer.flatMap { IPAddress($0.host) }, at: connection.loop.wallNow)
  }

  private func plan(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ path: Span<UInt8>,
    _ entry: HTTPSources.Entry, _ parameters: HTTPPathMatch.Parameters, _ sources: HTTPSources,
    _ seal: BodySeal?, _ connection: HTTPServerConnection
  ) -> RequestPlan {
    var values: [(name: String, value: String)] = []
    for attribute in entry.attributes {
      let raw = path.extracting(parameters[attribute.position])
      guard let value = percentDecoded(raw), !value.isEmpty else { continue }
      values.append((attribute.name, value))
    }
    var request: RequestTrace?
    if sources.keepsRequests {
      let rest = entry.rest.map { "/" + path.extracting(parameters[$0]).text }
      request = requestTrace(head, bytes, path: rest ?? path.text, sources.tracing)
      if let admission = entry.admission { request?.remove(admission.credentials) }
    }
    var notBefore: WallTime?
    if entry.isQueued {
      do throws(HeadRefusal) {
        notBefore = try self.notBefore(head, bytes, connection)
      } catch {
        return .refused(error.problem)
      }
    }
    do throws(CloudEventError) {
      return .event(
        Intake(
          source: entry.name, eventSource: entry.eventSource, maxBodyBytes: entry.maxBodyBytes,
          envelope: try Envelope.read(head, bytes), path: path.text, parameters: values,
          trace: traceContext(head, bytes, sources.tracing), request: request,
          notBefore: notBefore, seal: seal, isJudged: entry.admission != nil,
          isQueuedOnly: entry.isQueuedOnly))
    } catch {
      return .refused(Problem(status: 400, detail: error.description))
    }
  }

  private func planOptions(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ allow: [String]
  ) -> RequestPlan {
    for index in 0..<head.fieldCount {
      let field = head.field(index)
      if bytes.text(field.name).lowercased() == "webhook-request-origin" {
        return .webHookHandshake(origin: bytes.text(field.value))
      }
    }
    return .options(allow: allow + ["OPTIONS"])
  }

  /// `/function/REF[/rest]` and `/async-function/REF[/rest]`, as OpenFaaS has them.
  private func planInvocation(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ path: String, _ sources: HTTPSources,
    _ connection: HTTPServerConnection
  ) -> RequestPlan {
    guard let (mode, rest) = HTTPConnector.invocation(path) else {
      return .refused(Problem(status: 404, detail: "no source answers \(path)"))
    }
    let method = bytes.text(head.methodRange)
    let (methods, words) = HTTPConnector.methods(mode)
    guard methods.contains(method) else {
      if head.method == .options { return planOptions(head, bytes, methods) }
      return .refused(Problem(status: 405, detail: words), allow: methods)
    }
    var seal: BodySeal?
    if let admission = sources.invocations {
      switch judge(admission, head, bytes, connection) {
      case .admitted: break
      case .sealed(let found): seal = found
      case .refused(let refusal): return .denied(Admission.invocations, refusal)
      }
    }
    if mode == .queued, method != "POST" {
      let call = String(rest)
      return method == "DELETE" ? .cancellation(call, seal) : .inquiry(call, seal)
    }
    let wishes: (notBefore: WallTime?, callback: String?)
    do throws(HeadRefusal) {
      wishes = mode == .queued ? try self.wishes(head, bytes, sources, connection) : (nil, nil)
    } catch {
      return .refused(error.problem)
    }
    let name = rest.prefix { $0 != "/" }
    guard let text = percentDecoded(String(name).utf8Span.span),
      let reference = FunctionReference(text)
    else { return .refused(Problem(status: 404, detail: "there is no function \(name)")) }
    let remainder = rest.dropFirst(name.count)
    do throws(CloudEventError) {
      var request: RequestTrace?
      if sources.keepsRequests {
        let rest = remainder.isEmpty ? "/" : String(remainder)
        request = requestTrace(head, bytes, path: rest, sources.tracing)
      }
      if let admission = sources.invocations { request?.remove(admission.credentials) }
      return .invocation(
        reference, mode,
        Intake(
          eventSource: "/functions/\(reference)",
          maxBodyBytes: HTTPConnector.maxInvocationBytes,
          envelope: try Envelope.read(head, bytes), path: path,
          trace: traceContext(head, bytes, sources.tracing), request: request,
          notBefore: wishes.notBefore, callback: wishes.callback, seal: seal,
          isJudged: sources.invocations != nil))
    } catch {
      return .refused(Problem(status: 400, detail: error.description))
    }
  }

  /// What a path of OpenFaaS's asks for, and what follows in it; nil for another path.
  private static func invocation(_ path: String) -> (mode: DeliveryMode, rest: Substring)? {
    for (lead, mode) in [("/function/", DeliveryMode.sync), ("/async-function/", .queued)]
    where path.hasPrefix(lead) {
      return (mode, path.dropFirst(lead.count))
    }
    return nil
  }

  /// The methods by which functions are reached, and what is said to others.
  private static func methods(_ mode: DeliveryMode) -> ([String], String) {
    switch mode {
    case .sync:
      (["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], "functions are invoked by POST")
    case .queued:
      (
        ["GET", "HEAD", "POST", "DELETE"],
        "functions are invoked by POST; GET brings the result of a queued call, DELETE cancels it"
      )
    }
  }

  /// What is asked of a call that is queued.
  private func wishes(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ sources: HTTPSources,
    _ connection: HTTPServerConnection
  ) throws(HeadRefusal) -> (notBefore: WallTime?, callback: String?) {
    (
      try notBefore(head, bytes, connection),
      try CallbackField.read(head, bytes, sources.callbacks, isLocal: sources.isLocal)
    )
  }

  /// When a queued event is attempted at first; nil where the request does not say.
  private func notBefore(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ connection: HTTPServerConnection
  ) throws(HeadRefusal) -> WallTime? {
    switch SentField(NotBefore.header, of: head, bytes) {
    case .none: return nil
    case .several: throw HTTPConnector.notBeforeRefusal("comes twice")
    case .one(let range):
      let text = bytes.text(range)
      guard let time = NotBefore.read(text, now: connection.loop.wallNow) else {
        throw HTTPConnector.notBeforeRefusal("is \(text.debugDescription)")
      }
      return time
    }
  }

  private static func notBeforeRefusal(_ found: String) -> HeadRefusal {
    HeadRefusal(400, "\(NotBefore.header) \(found); allowed: once, \(NotBefore.allowed)")
  }

  private func traceContext(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ tracing: TracingMode
  ) -> TraceContext? {
    guard head.hasTrace, tracing != .off else { return nil }
    return TraceContext(head, bytes)
  }

  private func requestTrace(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, path: String, _ tracing: TracingMode
  ) -> RequestTrace {
    var lines: [UInt8] = []
    // What a function takes for said by Patchbay, or by a proxy that is trusted, must not come from
    // a client.
    var excluded: FieldKinds = [.host, .cloudEvent, .contentType, .expect, .patchbay, .forwarded]
    // The trace goes on under another parent.
    if tracing != .off { excluded.insert(.trace) }
    lines.copyEndToEndFields(from: bytes, head: head, excluding: excluded)
    return RequestTrace(
      method: bytes.text(head.methodRange), path: path, query: head.query.map { bytes.text($0) },
      headerLines: lines)
  }
}

extension RequestTrace {
  fileprivate mutating func remove(_ credentials: CredentialPlaces) {
    headerLines = credentials.removed(fromLines: headerLines)
    query = query.flatMap { credentials.removed(fromQuery: $0) }
  }
}
