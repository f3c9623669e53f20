import TestSupport
import Testing

@testable import PatchbayCLI

struct QuickstartTests {
  @Test func `the quickstart runs: it greets, ticks, and ends in order`() async throws {
    let folder = try TemporaryFolder()
    let listen = "127.0.0.1:\(try FreePort.next())"
    let port = try FreePort.next()
    let router = try ChildProcess(
      "\(folderOfThisProgram())/patchbay",
      [
        "serve", ProjectFolder.trigger("quickstart.yaml"), "--listen", listen, "--admin",
        "127.0.0.1:\(port)", "--data", folder.file("data"), "--threads", "1",
      ])
    #expect(await FreePort.waitUntilAccepting(port))
    let environment = ["PATCHBAY_ADMIN": "127.0.0.1:\(port)"]

    let greeting = await Transcript.of(
      "invoke", "greet:1", "--data", "Ada", environment: environment)
    #expect(greeting.output == "Hello, Ada!\n")
    let other = await Transcript.of("invoke", "greet:2", "--data", "Ada", environment: environment)
    #expect(other.output.hasPrefix("Good day, Ada! This is event "))
    let queued = await Transcript.of("invoke", "log-tick", "--queued", environment: environment)
    #expect(queued.output.hasPrefix(#"{"id":""#))

    let sources = await Transcript.of("get", "sources", environment: environment)
    #expect(sources.output.contains("greetings  http  running  POST /greetings\n"))
    let functions = await Transcript.of("get", "functions", environment: environment)
    #expect(functions.output.contains("greet     1,2       2       live=1×90+2×10  exec "))

    var said: [String] = []
    while let line = await router.errors.next() {
      said.append(line)
      if line.contains("tick due at") { break }
    }
    #expect(said.last?.contains("log-tick") == true)
    router.terminate()
    #expect(await router.wait() == .code(0))
  }
}
