import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct ShutdownTests {
    @Test func `SIGTERM lets requests under way be answered and exits 0`() async throws {
      let latch = Latch()
      let function = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer(body: "done")
      }
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      async let replies = sendAtOnce(10, to: router)
      #expect(await function.wait(for: 10))
      router.sendTerminate()
      #expect(await router.log.first(containing: "draining") != nil)
      // It takes nothing new, while what is under way goes on.
      let late = HTTPCaller(port: router.http.port)
      let refused = await eventually {
        do throws(HTTPClientError) {
          return try await late.send("POST", "/in/x", timeout: .milliseconds(500)).status == 503
        } catch {
          if case .unreachable = error { return true }
          return false
        }
      }
      #expect(refused && router.isRunning)
      latch.open()
      let answers = try await replies
      #expect(answers.count == 10 && answers.allSatisfy { $0.status == 200 && $0.text == "done" })
      #expect(await router.exitStatus() == .code(0))
      #expect(await router.log.first(containing: "stopped") != nil)
    }

    @Test func `what is queued at SIGTERM is delivered after the next start`() async throws {
      let latch = Latch()
      let function = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer()
      }
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", function: "concurrency: 5", mode: "queued"))
      let replies = try await sendAtOnce(40, to: router)
      #expect(replies.allSatisfy { $0.status == 202 })
      #expect(await function.wait(for: 5))
      router.sendTerminate()
      #expect(await router.log.first(containing: "draining") != nil)
      // Those that wait for a place give up within a second.
      await pause(.milliseconds(1_500))
      latch.open()
      #expect(await router.exitStatus() == .code(0))
      #expect(function.calls.count == 5)
      try await router.start()
      #expect(await function.wait(for: 40))
      #expect(Set(function.texts).count == 40 && function.calls.count == 40)
    }

    @Test func `what can't run exits 1 and says why`() async throws {
      let words = await whyItDoesNotStart("functions: { f: { target: { exec: [] } } }")
      #expect(words?.contains("functions.f.target.exec") == true)
    }

    @Test func `a program that does not end in time does not outlive the router`() async throws {
      let folder = try TemporaryFolder()
      let file = folder.file("process")
      let router = try await RunningRouter(
        simple(target: "exec: [/bin/sh, -c, \"echo $$ > \(file); exec sleep 60\"]", mode: "queued"),
        environment: ["PATCHBAY_DRAIN_TIME": "200ms"])
      #expect(try await router.http.send("POST", "/in/x", body: "x").status == 202)
      var process = ""
      #expect(
        await eventually {
          let bytes = (try? readFile(file)) ?? []
          process = String(decoding: bytes.dropLast(), as: UTF8.self)
          return !process.isEmpty
        })
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      // Whoever takes it over may leave it on the table: then it has no command line any more.
      let isGone = await eventually { ((try? readFile("/proc/\(process)/cmdline")) ?? []).isEmpty }
      #expect(isGone)
    }

    @Test func `an address that another router has is not shared with it`() async throws {
      let function = try await RecordingFunction()
      let first = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      for flag in ["--listen", "--admin"] {
        let folder = try TemporaryFolder()
        try folder.write("m.yaml", simple(target: "http: \"\(function.url)\""))
        let taken = "127.0.0.1:\(flag == "--listen" ? first.http.port : first.admin.port)"
        let other = flag == "--listen" ? "--admin" : "--listen"
        let second = try ChildProcess(
          try builtProduct("patchbay"),
          [
            "serve", folder.file("m.yaml"), flag, taken, other, "127.0.0.1:0", "--data",
            folder.file("data"),
          ])
        #expect(await second.wait() == .code(1))
        #expect(second.errors.text.contains("listen on \(taken): Address already in use"))
      }
      #expect(try await first.http.send("POST", "/in/x", body: "x").status == 200)
    }

    /// What a router says that does not start; nil where it does.
    private func whyItDoesNotStart(_ manifest: String) async -> String? {
      do throws(TestSupportError) {
        _ = try await RunningRouter(manifest)
        return nil
      } catch {
        if case .failed(let words) = error { return words }
        return nil
      }
    }
  }
}
