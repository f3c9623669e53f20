import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct ExecTests {
    @Test func `a program gets data and attributes, and its output is the answer`() async throws {
      let router = try await RunningRouter(shell(#"cat; echo " $CE_ID $CE_TYPE $CE_COLOUR""#))
      let reply = try await router.http.send(
        "POST", "/in/x", cloudEvent("e1", ["ce-colour": "red"]), body: "data")
      #expect(reply.status == 200 && reply.text == "data e1 test red\n")
      #expect(reply.header("X-Patchbay-Function") == "f:latest")
    }

    @Test func `an exit status other than 0 is a failure, and stderr its log`() async throws {
      let router = try await RunningRouter(shell("echo out of paper >&2; exit 3"))
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      #expect(reply.status == 502 && isProblem(reply) && reply.text.contains("exit status 3"))
      #expect(await router.log.first(containing: "out of paper") != nil)
    }

    @Test func `a timeout kills the program and all it has started`() async throws {
      let folder = try TemporaryFolder()
      let file = folder.file("child")
      let router = try await RunningRouter(
        shell("sleep 300 & echo $! > \(file).new; mv \(file).new \(file); wait", "timeout: 500ms"))
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      #expect(reply.status == 504)
      let child = String(decoding: try readFile(file), as: UTF8.self).filter(\.isNumber)
      #expect(!child.isEmpty)
      #expect(await eventually { isGone(child) })
    }

    @Test func `a program that closes its output is killed in time all the same`() async throws {
      let router = try await RunningRouter(shell("exec >&-; exec sleep 300", "timeout: 300ms"))
      let reply = try await router.http.send("POST", "/in/x", body: "x", timeout: .seconds(10))
      #expect(reply.status == 504)
    }

    @Test func `output beyond the limit is a failure`() async throws {
      let router = try await RunningRouter(shell("head -c 5000 /dev/zero", "maxReply: 4KiB"))
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      #expect(reply.status == 502 && reply.text.contains("4096 bytes"))
    }

    @Test func `megabytes go in and come out`() async throws {
      let router = try await RunningRouter(shell("cat"))
      let big = String(repeating: "0123456789abcdef", count: 60_000)
      let reply = try await router.http.send("POST", "/in/x", body: big)
      #expect(reply.status == 200 && reply.text == big)
    }

    @Test func `fifty programs at once all answer`() async throws {
      let router = try await RunningRouter(shell("cat"))
      let replies = try await sendAtOnce(50, to: router)
      #expect(replies.map(\.text).sorted() == (0..<50).map(String.init).sorted())
    }

    private func shell(_ script: String, _ function: String = "") -> String {
      let escaped = script.replacing("\"", with: "\\\"")
      return simple(target: "exec: [/bin/sh, -c, \"\(escaped)\"]", function: function)
    }

    /// Whether a process has ended, though nobody may have taken note of it yet.
    private func isGone(_ process: String) -> Bool {
      guard let status = try? readFile("/proc/\(process)/stat") else { return true }
      return String(decoding: status, as: UTF8.self).contains(") Z ")
    }
  }
}
