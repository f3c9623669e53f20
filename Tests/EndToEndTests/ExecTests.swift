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

    @Test func `no program can get more rights than it was started with`() async throws {
      let router = try await RunningRouter(shell("grep NoNewPrivs /proc/self/status"))
      #expect(try await router.http.send("POST", "/in/x", body: "x").text == "NoNewPrivs:\t1\n")
    }

    @Test func `a program has the limits that its target names, and what it starts too`()
      async throws
    {
      let router = try await RunningRouter(
        shell(
          "pwd; cat /proc/self/limits; ls /proc/self/fd; grep NoNewPrivs /proc/self/status; env",
          target:
            "directory: /usr, limits: { cpu: 9500ms, memory: 256MiB, files: 64, processes: 32 }"
        ))
      let reply = try await router.http.send("POST", "/in/x", cloudEvent("e1"), body: "x")
      let words = reply.text.split { $0.isWhitespace }.joined(separator: " ")
      #expect(words.hasPrefix("/usr "))
      #expect(words.contains("Max cpu time 10 11 seconds"))
      #expect(words.contains("Max address space 268435456 268435456 bytes"))
      #expect(words.contains("Max open files 64 64 files"))
      #expect(words.contains("Max processes 32 32 processes"))
      #expect(words.contains(" 0 1 2 3 NoNewPrivs: 1 ") && words.contains("CE_ID=e1"))
      #expect(!words.contains("HOME="))
    }

    @Test(.enabled(if: isRoot))
    func `a program runs as the user that its target names, in that user's groups`() async throws {
      let router = try await RunningRouter(
        shell("grep -E '^(Uid|Gid|Groups|CapEff)' /proc/self/status", target: "user: nobody"))
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      let words = reply.text.split { $0.isWhitespace }.joined(separator: " ")
      #expect(
        words == "Uid: 65534 65534 65534 65534 Gid: 65534 65534 65534 65534 Groups: 65534 "
          + "CapEff: 0000000000000000")
    }

    @Test func `a program that has used up its time is killed, and the answer says so`()
      async throws
    {
      let router = try await RunningRouter(
        shell("while :; do :; done", target: "limits: { cpu: 1s }"))
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      #expect(reply.status == 502 && reply.text.contains("it used up its CPU time"))
    }

    @Test func `a timeout kills what a confined program has started too`() async throws {
      let folder = try TemporaryFolder()
      let file = folder.file("child")
      let router = try await RunningRouter(
        shell(
          "sleep 300 & echo $! > \(file).new; mv \(file).new \(file); wait", "timeout: 1s",
          target: "limits: { files: 64 }"))
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      #expect(reply.status == 504)
      let child = String(decoding: try readFile(file), as: UTF8.self).filter(\.isNumber)
      #expect(!child.isEmpty)
      #expect(await eventually { isGone(child) })
    }

    @Test(arguments: [
      ("[/no/such/program]", "limits: { files: 64 }", "start /no/such/program: No such file"),
      ("[no-such-program]", "limits: { files: 64 }", "start no-such-program: No such file"),
      ("[/bin/true]", "limits: { files: 64 }, directory: /no/such/folder", "/no/such/folder"),
    ])
    func `a confined start that fails says why`(command: String, more: String, words: String)
      async throws
    {
      let router = try await RunningRouter(simple(target: "exec: \(command), \(more)"))
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      #expect(reply.status == 502)
      #expect(await router.log.first(containing: words) != nil)
      #expect(try await router.http.send("POST", "/in/x", body: "x").status == 502)
    }

    @Test func `a user that this machine does not know is a problem of the manifest`() async throws
    {
      let folder = try TemporaryFolder()
      let path = try folder.write(
        "m.yaml", "functions: { f: { target: { exec: [cat], user: no-such-user } } }\n")
      let validate = try ChildProcess(try builtProduct("patchbay"), ["validate", path])
      #expect(await validate.wait() == .code(1))
      #expect(await validate.errors.first(containing: "whom this machine does not know") != nil)
    }

    private func shell(_ script: String, _ function: String = "", target: String = "") -> String {
      let escaped = script.replacing("\"", with: "\\\"")
      return simple(
        target: "exec: [/bin/sh, -c, \"\(escaped)\"]\(target.isEmpty ? "" : ", \(target)")",
        function: function)
    }

    /// Whether a process has ended, though nobody may have taken note of it yet.
    private func isGone(_ process: String) -> Bool {
      guard let status = try? readFile("/proc/\(process)/stat") else { return true }
      return String(decoding: status, as: UTF8.self).contains(") Z ")
    }
  }
}
