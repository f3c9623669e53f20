import TestSupport
import Testing

@testable import SQLite

struct DatabaseFolderTests {
  @Test func `a folder is taken once, and free again afterwards`() throws {
    let parent = try TemporaryFolder()
    let path = parent.file("a/b/c")
    do {
      let folder = try DatabaseFolder(path: path)
      #expect(folder.path == path)
      let error = #expect(throws: SQLiteError.self) { _ = try DatabaseFolder(path: path) }
      #expect(error?.kind == .busy)
      _ = consume folder
    }
    _ = try DatabaseFolder(path: path)
  }

  @Test func `a folder that cannot be made is told by name`() {
    let error = #expect(throws: SQLiteError.self) { _ = try DatabaseFolder(path: "/proc/no/where") }
    #expect(error?.kind == .unavailable)
    #expect(error?.attempted == "create /proc/no")
  }
}
