import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct SampleManifestTests {
    /// The samples that need no broker.
    @Test(arguments: [
      ("cron.yaml", 3, 2), ("filters.yaml", 1, 3), ("http-canary.yaml", 2, 3),
      ("tracing.yaml", 1, 2), ("ledger.yaml", 1, 1), ("order.yaml", 1, 2),
      ("history.yaml", 2, 2),
      ("results.yaml", 1, 1), ("callbacks.yaml", 1, 1), ("destinations.yaml", 1, 1),
      ("batch.yaml", 1, 2),
    ])
    func `samples run as they stand`(name: String, sources: Int, associations: Int) async throws {
      let sample = String(
        decoding: try readFile("\(packageRoot)/Triggers/\(name)"), as: UTF8.self)
      let router = try await RunningRouter(sample)
      #expect(try await router.admin.send("GET", "/readyz").status == 200)
      #expect(try await router.list("sources").count == sources)
      #expect(try await router.list("associations").count == associations)
      // A source that catches up reads its mark first: ask until it has.
      var isRunning = false
      for _ in 0..<1_000 where !isRunning {
        isRunning = try await router.list("sources").allSatisfy {
          $0["status"]?.string == "running"
        }
      }
      #expect(isRunning)
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
    }

    @Test func `the quickstart greets and ticks`() async throws {
      let sample = String(
        decoding: try readFile("\(packageRoot)/Triggers/quickstart.yaml"), as: UTF8.self)
      let router = try await RunningRouter(
        sample.replacing("../Fixtures", with: "\(packageRoot)/Fixtures"))
      for _ in 0..<5 {
        let reply = try await router.http.send("POST", "/greetings", body: "Ada")
        #expect(reply.status == 200 && reply.text.contains("Ada"))
      }
      #expect(try await router.list("sources").allSatisfy { $0["status"]?.string == "running" })
    }

    @Test func `the sample with weights answers through its program too`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("resize.sh", "#!/bin/sh\ncat\n")
      let sample = String(
        decoding: try readFile("\(packageRoot)/Triggers/http-canary.yaml"), as: UTF8.self)
      let router = try await RunningRouter(
        sample.replacing("exec: [./resize.sh, --fast]", with: "exec: [/bin/sh, ./resize.sh]"),
        folder: folder)
      let reply = try await router.http.send("POST", "/function/resize:2", body: "image")
      #expect(reply.status == 200 && reply.text == "image")
    }
  }
}

/// The folder of the package: three above this file.
let packageRoot = #filePath.split(separator: "/", omittingEmptySubsequences: false)
  .dropLast(3).joined(separator: "/")
