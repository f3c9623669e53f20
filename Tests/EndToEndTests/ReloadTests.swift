import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct ReloadTests {
    @Test func `reloads under load drop no request`() async throws {
      let functions = [
        try await RecordingFunction { _, _ in FunctionAnswer(body: "old") },
        try await RecordingFunction { _, _ in FunctionAnswer(body: "new") },
      ]
      let manifests = functions.map { simple(target: "http: \"\($0.url)\"") }
      let router = try await RunningRouter(manifests[0])
      let before = try router.openFiles()
      let load = Load(router)
      for round in 1...12 {
        #expect(try await router.reload(manifests[round % 2]))
        await load.waitForMore(40)
      }
      // The last one by the change of the file alone.
      try router.rewrite(manifests[1])
      #expect(await router.log.first(containing: "reloaded sources=") != nil)
      let answers = await load.end()
      // Four of clients and, on each of two loops, four to the target.
      #expect(try router.openFiles() <= before + 12)
      #expect(answers.keys.sorted() == ["200 new", "200 old"], "\(answers)")
      #expect(try await router.http.send("POST", "/in/x").text == "new")
    }

    @Test func `a broken manifest is refused and the one before goes on`() async throws {
      let function = try await RecordingFunction()
      let manifest = simple(target: "http: \"\(function.url)\"")
      let router = try await RunningRouter(manifest)
      #expect(try await router.reload("functions: { f: { tarket: 1 } }", says: "refused"))
      #expect(await router.log.first(containing: "tarket") != nil)
      #expect(try await router.http.send("POST", "/in/x", body: "x").status == 200)
      #expect(try await router.reload(manifest + "\n  b: { from: in, to: f, mode: queued }\n"))
      #expect(try await router.list("associations").count == 2)
    }

    @Test func `an MQTT source that goes takes its subscriptions with it`() async throws {
      let broker = try await MosquittoBroker()
      let function = "functions: { f: { target: { exec: [/bin/cat] } } }\n"
      let cellar = "{ mqtt: { broker: \"mqtt://127.0.0.1:\(broker.port)\", topics: [TOPIC] } }"
      let rest = "associations: { a: { from: cellar, to: f } }\n"
      let sources = ["a/#, b", "b"].map {
        "sources: { cellar: \(cellar.replacing("TOPIC", with: $0)) }\n"
      }
      let router = try await RunningRouter(function + sources[0] + rest)
      #expect(await broker.log.first(containing: "Sending SUBACK") != nil)
      #expect(try await router.reload(function + sources[1] + rest))
      #expect(await broker.log.first(containing: "Received UNSUBSCRIBE") != nil)
      #expect(await broker.log.first(containing: "a/#") != nil)
      #expect(await broker.log.first(containing: "Sending SUBACK") != nil)
      #expect(try await router.reload(function))
      #expect(await broker.log.first(containing: "Received UNSUBSCRIBE") != nil)
    }

    @Test func `what is queued for a version that went away is a dead letter`() async throws {
      let router = try await RunningRouter(
        simple(
          target: "http: \"http://127.0.0.1:\(try FreePort.next())/\"", mode: "queued",
          delivery: "delay: 100ms, maxDelay: 100ms, retries: 1000"))
      #expect(try await router.http.send("POST", "/in/x", cloudEvent("e1")).status == 202)
      #expect(try await router.reload("functions: { g: { target: { exec: [/bin/cat] } } }"))
      #expect(try await eventually { try await !router.list("dead-letters").isEmpty })
      let letter = try #require(try await router.list("dead-letters").first)
      #expect(letter["reason"]?.string?.contains("not declared") == true)
    }
  }
}
