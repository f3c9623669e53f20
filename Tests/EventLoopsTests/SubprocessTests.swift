import EventLoops
import Testing

struct SubprocessTests {
  private static func run(
    _ command: [String], environment: [String] = [], input: String = "", killing: Bool = false
  ) async throws -> (output: String, errors: String, ending: Subprocess.Ending?) {
    try await withLoop { loop in
      guard
        let child = try? Subprocess(
          command, environment: environment, directory: "/", loop: loop)
      else { return ("", "not started", nil) }
      if killing { child.kill() }
      try? await child.standardInput.write(Array(input.utf8))
      child.standardInput.close()
      let output = await Self.text(child.standardOutput)
      let errors = await Self.text(child.standardError)
      let ending = await child.ending()
      child.closeStreams()
      return (output, errors, ending)
    }
  }

  private static func text(_ stream: EventLoops.Stream) async -> String {
    while (try? await stream.fill()) ?? 0 > 0 {}
    return String(decoding: stream.input.copy(0..<stream.input.count), as: UTF8.self)
  }

  @Test func `a child gets its input, and its streams and status come back`() async throws {
    let result = try await Self.run(
      ["/bin/sh", "-c", "cat; echo oops > /dev/stderr; exit 3"], input: "hello")
    #expect(result.output == "hello")
    #expect(result.errors == "oops\n")
    #expect(result.ending == .exited(3))
  }

  @Test func `a child has only the environment it is given`() async throws {
    let result = try await Self.run(["/usr/bin/env"], environment: ["CE_ID=1"])
    #expect(result.output == "CE_ID=1\n")
  }

  @Test func `killing takes the whole process group`() async throws {
    let result = try await Self.run(["/bin/sh", "-c", "tail -f /dev/null & wait"], killing: true)
    #expect(result.ending == .killed(signal: 9))
  }

  @Test func `a program that does not exist is an error`() async throws {
    let result = try await Self.run(["/nowhere/at/all"])
    #expect(result.errors == "not started")
  }
}
