import CloudEvents
import Connectors
import EventLoops
import HTTPTransport
import Manifests
import TestSupport
import Testing

@testable import Dispatching

@Suite(.timeLimit(.minutes(1)))
struct HTTPInvokerTests {
  private let event = CloudEvent(
    id: "e 1", source: "/s", type: "t", subject: "Grüße", dataContentType: "application/json",
    extensions: [ExtensionAttribute(name: "colour", value: .string("red"))],
    data: Array(#"{"a":1}"#.utf8))
  private let trace = RequestTrace(
    method: "PUT", path: "/some/where", query: "a=b", headerLines: Array("X-Mine: 1\r\n".utf8))

  @Test func `binary: the data as it is, the attributes in the head`() async throws {
    let head = try await golden(.binary)
    #expect(
      head.lines
        == [
          "POST /base?x=1", "host: HOST", "x-token: secret", "ce-specversion: 1.0", "ce-id: e%201",
          "ce-source: /s", "ce-type: t", "ce-subject: Gr%C3%BC%C3%9Fe", "ce-colour: red",
          "content-type: application/json", "content-length: 7",
        ].sorted())
    #expect(head.body == #"{"a":1}"#)
  }

  @Test func `structured: one JSON document`() async throws {
    let head = try await golden(.structured)
    #expect(
      head.lines
        == [
          "POST /base?x=1", "host: HOST", "x-token: secret",
          "content-type: application/cloudevents+json; charset=UTF-8",
          "content-length: \(head.body.utf8.count)",
        ].sorted())
    #expect(try CloudEvent(json: Array(head.body.utf8).span) == event)
  }

  @Test func `passthrough: method, path, query and headers as they came`() async throws {
    let head = try await golden(.passthrough, request: trace)
    #expect(
      head.lines
        == [
          "PUT /base/some/where?x=1&a=b", "host: HOST", "x-token: secret", "x-mine: 1",
          "ce-specversion: 1.0", "ce-id: e%201", "ce-source: /s", "ce-type: t",
          "ce-subject: Gr%C3%BC%C3%9Fe", "ce-colour: red", "content-type: application/json",
          "content-length: 7",
        ].sorted())
  }

  @Test func `passthrough without a request is binary`() async throws {
    #expect(try await golden(.passthrough) == golden(.binary))
  }

  @Test(arguments: [TargetFormat.binary, .structured])
  func `a stored event makes the same request as a fresh one`(format: TargetFormat) async throws {
    var head: [UInt8] = []
    event.appendBinaryHead(to: &head)
    let stored = Invocation.Content.stored(StoredEvent(head: head, data: event.data))
    #expect(try await golden(format, content: stored) == golden(format))
  }

  @Test(arguments: [TargetFormat.binary, .structured, .passthrough])
  func `a batch is a list of events, whatever single ones come in`(format: TargetFormat)
    async throws
  {
    var json: [UInt8] = []
    CloudEvent.appendJSONBatch([event, event], to: &json)
    let golden = try await golden(format, content: .batch(BatchBody(bytes: json, count: 2)))
    #expect(
      golden.lines
        == [
          "POST /base?x=1", "host: HOST", "x-token: secret",
          "content-type: application/cloudevents-batch+json", "content-length: \(json.count)",
        ].sorted())
    #expect(try CloudEvent.batch(json: Array(golden.body.utf8).span, limit: 2) == [event, event])
  }

  @Test(arguments: [TargetFormat.binary, .structured, .passthrough])
  func `a trace is two header lines more`(format: TargetFormat) async throws {
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let request = format == .passthrough ? trace : nil
    let lines = try await golden(format, request: request).lines
    let context = try #require(traceContext(parent))
    let traced = try await golden(format, request: request, trace: context).lines
    #expect(traced == (lines + ["traceparent: \(parent)", "tracestate: a=1,b=2"]).sorted())
  }

  @Test(arguments: ["Traceparent", "tracestate"])
  func `a target's own header of a trace stands alone`(name: String) async throws {
    let context = try #require(
      traceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
    let lines = try await golden(.binary, trace: context, header: name).lines
    #expect(lines.filter { $0.hasPrefix("trace") } == ["\(name.lowercased()): secret"])
  }

  @Test func `the store keeps a trace before the event, and gives both back`() throws {
    let context = try #require(
      traceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
    let head = StoredEvent.head(of: event, context)
    #expect(
      String(decoding: head, as: UTF8.self).hasPrefix(
        "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"
          + "tracestate: a=1,b=2\r\nce-specversion: 1.0\r\n"))
    let stored = StoredEvent(head: head, data: event.data)
    #expect(stored.trace == context)
    #expect(try stored.event() == event)
    let plain = StoredEvent(head: StoredEvent.head(of: event, nil), data: event.data)
    #expect(plain.trace == nil && plain.head == stored.head)
  }

  private func traceContext(_ parent: String) -> TraceContext? {
    var assembler = TraceContextAssembler()
    assembler.take("traceparent", parent.utf8Span.span)
    assembler.take("tracestate", "a=1,b=2".utf8Span.span)
    return assembler.finish()
  }

  @Test func `what goes wrong is told apart`() async throws {
    let latch = Latch()
    let slow = try await RecordingFunction { _, _ in
      await latch.pass()
      return .brokenOff
    }
    guard case .timedOut = try await result(slow.port, timeout: .milliseconds(50)) else {
      Issue.record("a slow one is not out of time")
      return
    }
    latch.open()
    guard case .failed = try await result(slow.port) else {
      Issue.record("one that breaks off has not failed")
      return
    }
    guard case .unreachable = try await result(FreePort.next()) else {
      Issue.record("nobody was reached")
      return
    }
    let big = try await RecordingFunction { _, _ in
      FunctionAnswer(body: String(repeating: "x", count: 2_000))
    }
    guard case .failed(let reason) = try await result(big.port) else {
      Issue.record("a big answer has not failed")
      return
    }
    #expect(reason.contains("1024 bytes"))
  }

  private struct Golden: Equatable {
    /// Method and target, then the header lines, sorted.
    var lines: [String]
    var body: String
  }

  private func golden(
    _ format: TargetFormat, request: RequestTrace? = nil, content: Invocation.Content? = nil,
    trace: TraceContext? = nil, header: String = "X-Token"
  ) async throws -> Golden {
    let function = try await RecordingFunction()
    guard
      case .reply = try await result(
        function.port, format, request: request, content: content ?? .event(event), trace: trace,
        header: header)
    else { throw TestSupportError.failed("no answer") }
    let call = try #require(function.calls.first)
    let headers = call.headers.map {
      "\($0.name): \($0.name == "host" ? "HOST" : $0.value)"
    }
    return Golden(lines: (["\(call.method) \(call.target)"] + headers).sorted(), body: call.text)
  }

  private func result(
    _ port: UInt16, _ format: TargetFormat = .binary, request: RequestTrace? = nil,
    content: Invocation.Content? = nil, trace: TraceContext? = nil, header: String = "X-Token",
    timeout: Duration = patience
  ) async throws -> InvocationResult {
    let test = try TestLoop()
    defer { test.end() }
    let content = content ?? .event(event)
    return await test.run {
      let pool = UpstreamPool(host: "127.0.0.1", port: port, loop: test.loop)
      let invoker = HTTPInvoker(
        HTTPAddress(host: "127.0.0.1", port: port, path: "/base?x=1"), format: format,
        headers: [HeaderSpec(name: header, value: Secret("secret"))], maxReplyBytes: 1_024,
        pause: timeout, pool: pool)
      let result = await invoker.invoke(
        Invocation(
          content: content, trace: trace, request: request, id: "e 1",
          deadline: test.loop.now + timeout))
      pool.close()
      return result
    }
  }
}
