import TestSupport
import Testing

@testable import EventLoops

struct FileReplacementTests {
  private func run(_ tool: String, _ arguments: String...) async throws -> String {
    let child = try ChildProcess(tool, arguments)
    #expect(await child.wait() == .code(0))
    return await child.nextLine() ?? ""
  }

  @Test func `mode and owner stay, and nothing is left beside the file`() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("m.yaml", "old")
    _ = try await run("chmod", "640", path)
    let before = try await run("stat", "-c", "%a %u %g", path)
    try FileReplacement(of: path).write(Array("new".utf8))
    #expect(try SmallFile.read(path, limitBytes: 100) == Array("new".utf8))
    #expect(try await run("stat", "-c", "%a %u %g", path) == before)
    #expect(before.hasPrefix("640 "))
    #expect(try await run("ls", "-A", folder.path) == "m.yaml")
  }

  @Test func `a link stays one, and what it leads to is replaced`() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("real.yaml", "old")
    _ = try await run("ln", "-s", "real.yaml", folder.file("link.yaml"))
    try FileReplacement(of: folder.file("link.yaml")).write(Array("new".utf8))
    #expect(try SmallFile.read(path, limitBytes: 100) == Array("new".utf8))
    #expect(try await run("readlink", folder.file("link.yaml")) == "real.yaml")
  }

  @Test func `what is no file of ours is refused`() async throws {
    let folder = try TemporaryFolder()
    for path in [folder.path, folder.file("none"), "/dev/null", ""] {
      #expect(throws: EventLoopError.self, "\(path)") { try FileReplacement(of: path) }
    }
  }

  @Test func `a folder that has gone meanwhile is an error, and leaves nothing`() async throws {
    let folder = try TemporaryFolder()
    _ = try await run("mkdir", folder.file("sub"))
    let path = try folder.write("sub/m.yaml", "old")
    let replacement = try FileReplacement(of: path)
    _ = try await run("rm", "-r", folder.file("sub"))
    #expect(throws: EventLoopError.self) { try replacement.write([1]) }
  }
}
