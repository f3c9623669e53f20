import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct BatchTargetTests {
    @Test func `a program gets the batch on its input and names failures on its output`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write(
        "f.sh",
        """
        cat >> seen; echo " $CONTENT_TYPE $CE_ID" >> seen
        test -e failed || echo '{"batchItemFailures":[{"itemIdentifier":"e2"}]}'
        touch failed
        """)
      let router = try await RunningRouter(
        """
        functions: { f: { target: { exec: [/bin/sh, f.sh], directory: . } } }
        sources: { in: { http: { path: /in } } }
        associations:
          a: { from: in, to: f, mode: queued, batch: { size: 3, window: 1s }, delivery: { delay: 1ms } }
        """, folder: folder)
      try await together(router) { try await send(ids(1...3), to: router) }
      #expect(try await eventually { try await depth(router) == 0 })
      let seen = String(decoding: try readFile(folder.file("seen")), as: UTF8.self)
      let lines = seen.split(separator: "\n")
      #expect(lines.count == 2)
      #expect(lines.allSatisfy { $0.hasSuffix("] application/cloudevents-batch+json ") })
      #expect(lines[0].contains("\"id\":\"e1\"") && lines[0].contains("\"id\":\"e3\""))
      #expect(lines[1].contains("\"id\":\"e2\"") && !lines[1].contains("\"id\":\"e1\""))
    }

    @Test func `workers get a batch for each key, at the key's worker`() async throws {
      var workers: [RecordingFunction] = []
      for _ in 0..<2 { workers.append(try await RecordingFunction()) }
      let urls = workers.map { "\"\($0.url)\"" }.joined(separator: ", ")
      let router = try await RunningRouter(
        """
        functions: { f: { target: { workers: [\(urls)] } } }
        sources: { in: { http: { path: /in } } }
        associations: { a: { from: in, to: f, mode: queued, batch: { size: 5, window: 5m } } }
        """)
      let keys = (0..<8).map { "k\($0)" }
      for number in 1...10 {
        for key in keys {
          try await send(["\(key)-\(number)"], to: router, ["ce-partitionkey": key])
        }
      }
      #expect(await eventually { workers.reduce(0) { $0 + $1.calls.count } >= 16 })
      for key in keys {
        let calls = workers.map { worker in
          worker.calls.map { eventIDs($0) }.filter { $0[0].hasPrefix("\(key)-") }
        }
        #expect(calls.map(\.count).sorted() == [0, 2], "\(key) has one worker")
        #expect(calls.flatMap(\.self).allSatisfy { $0.count == 5 })
        #expect(calls.joined().joined().allSatisfy { $0.hasPrefix("\(key)-") })
      }
    }

    @Test(.enabled(if: which("kcat") != nil))
    func `records of Kafka are stored, committed, and go in batches`() async throws {
      let function = try await RecordingFunction()
      let kafka = try await MockKafka(topics: ["t": 2])
      let brokers = kafka.brokers.map { "\"\($0)\"" }.joined(separator: ", ")
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          in: { kafka: { brokers: [\(brokers)], topics: [t], group: g, start: earliest } }
        associations: { a: { from: in, to: f, batch: { size: 20, window: 5m } } }
        """)
      #expect(try await kafka.produce((0..<60).map { ("k\($0)", "\($0)") }, to: "t"))
      #expect(await function.wait(for: 3))
      #expect(function.calls.map { eventIDs($0).count } == [20, 20, 20])
      #expect(Set(allIDs(function)).count == 60)
      #expect(try await eventually { try await depth(router) == 0 })
    }
  }
}
