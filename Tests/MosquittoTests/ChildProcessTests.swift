import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ChildProcessTests {
  @Test func `lines are read from both streams and the exit status is told`() async throws {
    let child = try ChildProcess(
      "sh", ["-c", "read word; echo \"got $word\"; echo \"$GREETING\" >&2; exit 3"],
      environment: ["GREETING": "hello"])
    child.write("it\n")
    #expect(await child.nextLine() == "got it")
    #expect(await child.errors.next() == "hello")
    #expect(await child.wait() == .code(3))
    #expect(await child.nextLine() == nil)
  }

  @Test func `a killed child tells the signal and takes its group along`() async throws {
    let child = try ChildProcess("sh", ["-c", "sleep 1000 & echo ready; wait"])
    #expect(await child.nextLine() == "ready")
    child.kill()
    #expect(await child.wait() == .signal(9))
    // The stream ends only when the grandchild, which has it open too, has gone.
    #expect(await child.nextLine() == nil)
  }

  @Test func `waiting for a line ends with the time`() async throws {
    let child = try ChildProcess("cat")
    #expect(await child.nextLine(timeout: .milliseconds(1)) == nil)
    child.closeInput()
    #expect(await child.wait() == .code(0))
  }

  @Test func `a program that does not exist is an error`() {
    #expect(throws: TestSupportError.self) { try ChildProcess("no-such-program") }
  }

  @Test func `a temporary folder goes with what is in it`() throws {
    var folder: TemporaryFolder? = try TemporaryFolder()
    let path = try folder?.write("file", "text") ?? ""
    #expect(try readFile(path) == Array("text".utf8))
    folder = nil
    #expect(throws: TestSupportError.self) { try readFile(path) }
  }
}
