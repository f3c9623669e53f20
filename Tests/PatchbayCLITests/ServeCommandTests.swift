import Instants
import PatchbayService
import Telemetry
import TestSupport
import Testing

@testable import PatchbayCLI

struct ServeCommandTests {
  static func options(_ line: String, _ environment: [String: String] = [:]) throws -> ServeCommand
  {
    let console = Console(
      write: { _ in }, writeError: { _ in }, environment: { environment[$0] },
      now: { .init(secondsSinceEpoch: 0) })
    return try ServeCommand(ArgumentParserTests.parse(line, environment), console)
  }

  @Test func `flags become the options of the service`() throws {
    let line = """
      serve a.yaml b --listen 127.0.0.1:1 --admin [::1]:2 --data d --threads 3 --log-level error \
      --log-format json --drain-time 1m
      """
    let options = try ServeCommandTests.options(line, ["PATCHBAY_ADMIN_TOKEN": "s3cret"]).options
    #expect(options.paths == ["a.yaml", "b"])
    #expect(options.listen == "127.0.0.1:1")
    #expect(options.admin == "[::1]:2")
    #expect(options.dataDirectory == "d")
    #expect(options.threads == 3)
    #expect(options.logLevel == .error)
    #expect(options.logFormat == .json)
    #expect(options.drainTime == .seconds(60))
    #expect(options.adminToken == "s3cret")
  }

  @Test(arguments: [
    ("serve m", [:], "patchbay-data"),
    ("serve m --store sqlite:x", [:], "x"),
    ("serve m --store sqlite:x", ["PATCHBAY_DATA": "y"], "x"),
    ("serve m --data y", ["PATCHBAY_STORE": "sqlite:x"], "y"),
    ("serve m --data x --store sqlite:x", [:], "x"),
  ])
  func `the store is what is said closest to the command`(
    line: String, environment: [String: String], directory: String
  ) throws {
    #expect(try ServeCommandTests.options(line, environment).options.dataDirectory == directory)
  }

  @Test(arguments: [
    "serve m --store postgres://u:secret@db/x", "serve m --store sqlite:", "serve m --store x",
    "serve m --store sqlite:x --data y",
  ])
  func `a store that can't be is wrong usage, and no password is shown`(line: String) async throws {
    #expect {
      try ServeCommandTests.options(line)
    } throws: { error in
      guard case CLIError.usage(let problem, .serve) = error else { return false }
      return !problem.contains("secret")
    }
  }

  @Test func `a token that no header can carry is refused`() {
    #expect(throws: CLIError.self) {
      try ServeCommandTests.options("serve m", ["PATCHBAY_ADMIN_TOKEN": "a\r\nb"])
    }
  }

  @Test func `a broken manifest ends the program with status 1 and every problem`() async throws {
    let folder = try TemporaryFolder()
    let process = try ChildProcess(
      "\(folderOfThisProgram())/patchbay",
      ["serve", ProjectFolder.trigger("Invalid/association-to-nowhere.yaml")],
      environment: ["PATCHBAY_DATA": folder.path])
    #expect(await process.wait() == .code(1))
    let problem = try #require(await process.errors.next(timeout: .seconds(5)))
    #expect(problem.contains("association-to-nowhere.yaml:"))
  }

  @Test func `an address that is none ends the program with status 2`() async throws {
    let process = try ChildProcess(
      "\(folderOfThisProgram())/patchbay",
      ["serve", ProjectFolder.trigger("quickstart.yaml"), "--listen", "nowhere"])
    #expect(await process.wait() == .code(2))
  }
}
