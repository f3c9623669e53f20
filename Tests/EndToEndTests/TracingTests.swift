import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct TracingTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "00-\(trace)-00f067aa0ba902b7-01"
    private static let headers = ["traceparent": parent, "tracestate": "vendor=1, b=2"]

    @Test(arguments: ["binary", "structured", "passthrough"], ["sync", "queued"])
    func `a request's trace goes on with a parent of its own`(format: String, mode: String)
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\", format: \(format)", mode: mode))
      _ = try await router.http.send("POST", "/in/x", Self.headers, body: "data")
      #expect(await function.wait(for: 1))
      expectStep(try #require(function.calls.first), state: "vendor=1, b=2")
    }

    @Test(arguments: ["/function/f", "/async-function/f"])
    func `an invocation without a source keeps its trace too`(path: String) async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      _ = try await router.http.send("POST", path, Self.headers, body: "data")
      #expect(await function.wait(for: 1))
      expectStep(try #require(function.calls.first), state: "vendor=1, b=2")
    }

    @Test(arguments: [
      "00-\(trace)-00f067aa0ba902b7", "00-\(trace)-0000000000000000-01", "00-\(trace)", "nonsense",
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "ff-\(trace)-00f067aa0ba902b7-01",
      "00-\(trace.uppercased())-00f067aa0ba902b7-01",
    ])
    func `a broken trace is dropped with its state`(parent: String) async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\", format: passthrough"))
      let broken = ["traceparent": parent, "tracestate": "vendor=1"]
      #expect(try await router.http.send("POST", "/in/x", broken, body: "x").status == 200)
      let call = try #require(function.calls.first)
      #expect(call["traceparent"] == nil && call["tracestate"] == nil)
    }

    @Test func `an event's own trace counts where the request has none, and stays as it came`()
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      let other = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
      let event = cloudEvent("e1", ["ce-traceparent": other])
      _ = try await router.http.send("POST", "/in/x", event)
      _ = try await router.http.send("POST", "/in/x", event.merging(Self.headers) { $1 })
      let calls = function.calls
      #expect(calls.map { $0["ce-traceparent"] } == [other, other])
      let own = try #require(calls.first?["traceparent"])
      #expect(own.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") && own.hasSuffix("-00"))
      #expect(own != other)
      expectStep(try #require(calls.last), state: "vendor=1, b=2")
    }

    @Test func `where tracing is off nothing is read or written`() async throws {
      let (plain, through) = (try await RecordingFunction(), try await RecordingFunction())
      let router = try await RunningRouter(
        """
        tracing: off
        functions:
          plain: { target: { http: "\(plain.url)" } }
          through: { target: { http: "\(through.url)", format: passthrough } }
        """)
      for path in ["/function/plain", "/function/through", "/async-function/plain"] {
        _ = try await router.http.send("POST", path, Self.headers, body: "x")
      }
      #expect(await plain.wait(for: 2))
      #expect(plain.calls.allSatisfy { $0["traceparent"] == nil && $0["tracestate"] == nil })
      let call = try #require(through.calls.first)
      #expect(call["traceparent"] == Self.parent && call["tracestate"] == "vendor=1, b=2")
    }

    @Test func `where tracing starts, all functions of an event see one new trace`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        tracing: start
        \(simple(target: "http: \"\(function.url)\""))
          b: { from: in, to: f, mode: queued }
          c: { from: in, to: f }
        """)
      let broken = ["traceparent": "00-0", "tracestate": "vendor=1"]
      _ = try await router.http.send("POST", "/in/x", cloudEvent("e1", broken))
      #expect(await function.wait(for: 3))
      let calls = function.calls
      let parents = calls.compactMap { $0["traceparent"]?.split(separator: "-") }
      #expect(parents.count == 3 && calls.allSatisfy { $0["tracestate"] == nil })
      #expect(Set(parents.map { $0[1] }).count == 1 && Set(parents.map { $0[2] }).count == 3)
      #expect(parents.allSatisfy { $0.map(\.count) == [2, 32, 16, 2] && $0[3] == "01" })
      _ = try await router.http.send("POST", "/in/x", Self.headers)
      #expect(await function.wait(for: 6))
      for call in function.calls[3...] { expectStep(call, state: "vendor=1, b=2") }
    }

    @Test func `a queued event keeps its trace through retries and a kill`() async throws {
      let function = try await RecordingFunction { _, earlier in
        FunctionAnswer(earlier < 3 ? 500 : 200)
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"", mode: "queued",
          delivery: "backoff: constant, delay: 300ms, retries: 9"))
      _ = try await router.http.send("POST", "/in/x", cloudEvent("e1", Self.headers))
      #expect(await function.wait(for: 2))
      let line = await router.log.first(containing: "delivery will be retried")
      #expect(line?.contains("trace=\(Self.trace)") == true)
      await router.kill()
      try await router.start()
      #expect(await function.wait(for: 4))
      for call in function.calls { expectStep(call, state: "vendor=1, b=2") }
      #expect(Set(function.calls.map { $0["traceparent"] }).count == function.calls.count)
    }

    @Test func `a function's result goes on in the trace`() async throws {
      let (first, second) = (try await RecordingFunction(), try await RecordingFunction())
      let router = try await RunningRouter(
        """
        functions:
          first: { target: { http: "\(first.url)" } }
          second: { target: { http: "\(second.url)" } }
        sources: { results: { function: first } }
        associations: { chain: { from: results, to: second } }
        """)
      for (count, path) in [(1, "/function/first"), (2, "/async-function/first")] {
        _ = try await router.http.send("POST", path, Self.headers, body: "x")
        #expect(await second.wait(for: count))
      }
      for call in second.calls { expectStep(call, state: "vendor=1, b=2") }
    }

    @Test func `a program finds its trace in its environment, and the log names it`() async throws {
      let router = try await RunningRouter(
        simple(target: "exec: [/bin/sh, -c, 'echo oops >&2; echo \"$TRACEPARENT $TRACESTATE\"']"))
      let reply = try await router.http.send("POST", "/in/x", Self.headers, body: "x")
      let words = reply.text.split { $0.isWhitespace }
      #expect(
        words.first?.hasPrefix("00-\(Self.trace)-") == true && words.first != Self.parent[...])
      #expect(words.dropFirst().joined(separator: " ") == "vendor=1, b=2")
      let line = await router.log.first(containing: "oops")
      #expect(line?.contains("trace=\(Self.trace)") == true)
      let untraced = try await router.http.send("POST", "/in/x", body: "x")
      #expect(untraced.text == " \n")
    }

    @Test func `a program with a trace of its own finds nothing of another`() async throws {
      let target = """
        exec: [/bin/sh, -c, 'echo "$TRACEPARENT $TRACESTATE"'],
        environment: { TRACEPARENT: own }
        """
      let router = try await RunningRouter(simple(target: target))
      let reply = try await router.http.send("POST", "/in/x", Self.headers, body: "x")
      #expect(reply.text == "own \n")
    }

    @Test(.enabled(if: MosquittoBroker.isAvailable && which("kcat") != nil))
    func `a message's and a record's trace go on`() async throws {
      let function = try await RecordingFunction()
      let broker = try await MosquittoBroker()
      let kafka = try await MockKafka(topics: ["t": 1])
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          cellar:
            mqtt: { broker: "mqtt://127.0.0.1:\(broker.port)", topics: [sensors/#], version: 5 }
          records:
            kafka:
              brokers: ["\(kafka.bootstrap)"]
              topics: [t]
              group: patchbay
              start: earliest
        associations: { all: { from: [cellar, records], to: f, mode: queued } }
        """)
      #expect(await broker.log.first(containing: "Sending SUBACK to patchbay-cellar") != nil)
      let properties = Self.headers.flatMap {
        ["-D", "publish", "user-property", $0.key, $0.value]
      }
      try await broker.publish(["21.5"], to: "sensors/a", options: ["-V", "5"] + properties)
      let recordHeaders = Self.headers.flatMap { ["-H", "\($0.key)=\($0.value)"] }
      #expect(try await kafka.produce([("k1", "paid")], to: "t", recordHeaders))
      #expect(await function.wait(for: 2))
      #expect(router.isRunning && Set(function.texts) == ["21.5", "paid"])
      for call in function.calls { expectStep(call, state: "vendor=1, b=2") }
    }

    /// Checks that a call is one step further in the trace, and that each header stands once.
    private func expectStep(
      _ call: FunctionCall, state: String, at location: SourceLocation = #_sourceLocation
    ) {
      let parents = call.headers.filter { $0.name == "traceparent" }.map(\.value)
      #expect(parents.count == 1, sourceLocation: location)
      let parts = parents.first?.split(separator: "-").map(String.init) ?? []
      #expect(
        parts.count == 4 && parts[0] == "00" && parts[1] == Self.trace && parts[3] == "01",
        sourceLocation: location)
      #expect(
        parts.count == 4 && parts[2].count == 16 && parts[2] != "00f067aa0ba902b7",
        sourceLocation: location)
      let states = call.headers.filter { $0.name == "tracestate" }.map(\.value)
      #expect(states == [state], sourceLocation: location)
    }
  }
}
