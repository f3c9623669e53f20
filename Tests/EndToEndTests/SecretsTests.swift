import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct SecretsTests {
    @Test func `secrets reach targets and stand nowhere else`() async throws {
      let secret = "open-sesame-4711"
      let function = try await RecordingFunction { _, _ in FunctionAnswer(500) }
      let router = try await RunningRouter(
        """
        functions:
          f:
            versions:
              1: { target: { http: "\(function.url)", headers: { X-Token: "Bearer ${env:TOKEN}" } } }
              2: { target: { exec: [/bin/sh, -c, "exit 4"], environment: { KEY: "${file:key}" } } }
              3: { target: { exec: [/bin/echo, "${env:TOKEN}"] } }
        sources:
          in: { http: { path: /in } }
          two: { http: { path: /two } }
          mq: { mqtt: { broker: "mqtt://127.0.0.1:9", topics: [t], username: me, password: "${env:TOKEN}" } }
        associations:
          a: { from: in, to: "f:1", mode: queued, delivery: { retries: 1, delay: 1ms } }
          b: { from: two, to: "f:2" }
        """, environment: ["TOKEN": secret], folder: try keyFolder(secret))
      _ = try await router.http.send("POST", "/in", body: "x")
      _ = try await router.http.send("POST", "/two", body: "x")
      #expect(await function.wait(for: 2))
      #expect(function.calls[0]["x-token"] == "Bearer \(secret)")
      #expect(try await eventually { try await !router.list("dead-letters").isEmpty })
      for path in ["functions", "sources", "associations", "queues", "dead-letters"] {
        let reply = try await router.admin.send("GET", "/v1/\(path)")
        #expect(reply.status == 200 && !reply.text.contains(secret), "\(path): \(reply.text)")
      }
      #expect(try await !router.admin.send("GET", "/metrics").text.contains(secret))
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      #expect(!router.log.text.contains(secret))
      #expect(try !contains(secret, in: router.folder.file("data")))
    }

    @Test func `a secret in a filter or an address is told to nobody`() async throws {
      let secret = "open-sesame-4712"
      let router = try await RunningRouter(
        """
        functions:
          away: { target: { http: "http://${env:TOKEN}.invalid/" } }
          gone: { target: { exec: ["/nowhere/${env:TOKEN}"] } }
        sources: { one: { http: { path: /one } }, two: { http: { path: /two } } }
        associations:
          a: { from: one, to: away, filter: { not: { exact: { subject: "${env:TOKEN}" } } } }
          b: { from: two, to: gone }
          c: { from: two, to: gone, filter: { data: { token: ["${env:TOKEN}"] } } }
        """, environment: ["TOKEN": secret])
      for path in ["/one", "/two"] {
        let reply = try await router.http.send("POST", path, body: "x")
        #expect(reply.status == 502 && !reply.text.contains(secret), "\(reply.text)")
      }
      for source in ["one", "two"] {
        let event = #"{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"token":"x"}}"#
        let reply = try await router.admin.send(
          "POST", "/v1/explain?source=\(source)", body: event)
        #expect(reply.status == 200 && reply.text.contains("it holds a secret"), "\(reply.text)")
        #expect(!reply.text.contains(secret))
      }
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      #expect(!router.log.text.contains(secret))
      #expect(router.log.text.contains("the address is a secret"))
    }

    @Test func `the address of a broker that is a secret is not shown`() async throws {
      let port = try FreePort.next()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { exec: [/bin/cat] } } }
        sources:
          m: { mqtt: { broker: "mqtt://${env:HOST}:\(port)", topics: [t] } }
          k: { kafka: { brokers: ["${env:HOST}:\(port)"], topics: [t], group: "${env:GROUP}" } }
        associations: { a: { from: [m, k], to: f } }
        """, environment: ["HOST": "127.4.7.11", "GROUP": "crew-4713"])
      let failures = [
        "mqtt connection lost source=m error=\"Connection refused\"", "Kafka brokers unreachable",
      ]
      for words in failures { #expect(await router.log.has(words)) }
      let sources = try await router.admin.send("GET", "/v1/sources").text
      #expect(sources.contains("next attempt at ***") && !sources.contains("127.4.7.11"))
      #expect(!sources.contains("crew-4713"))
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      #expect(!router.log.text.contains("127.4.7.11") && !router.log.text.contains("crew-4713"))
    }

    private func keyFolder(_ secret: String) throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      try folder.write("key", secret)
      return folder
    }

    /// Whether any file of the data folder has the text in it.
    private func contains(_ text: String, in folder: String) throws -> Bool {
      let files = try filesOf(folder)
      #expect(!files.isEmpty)
      return try files.contains { name in
        String(decoding: try readFile("\(folder)/\(name)"), as: UTF8.self).contains(text)
      }
    }
  }
}
