import TestSupport
import Testing

@testable import SQLite

struct ConnectionTests {
  @Test func `a path that cannot be opened is an error that names it`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: SQLiteError.self) {
      _ = try Connection(path: folder.file("none/x.db"), mode: .readWrite)
    }
    #expect(error?.kind == .unavailable)
    #expect(error?.attempted == "open \(folder.file("none/x.db"))")
  }

  @Test func `a file that is no database shows when it is read`() throws {
    let folder = try TemporaryFolder()
    try folder.write("x.db", String(repeating: "nothing of the kind. ", count: 100))
    let connection = try Connection(path: folder.file("x.db"), mode: .readOnly)
    let error = #expect(throws: SQLiteError.self) { try connection.integer("PRAGMA user_version") }
    #expect(error?.kind == .damaged)
  }

  @Test func `a mistake in a statement is told with its text`() throws {
    let connection = try Connection(path: ":memory:", mode: .readWrite)
    let error = #expect(throws: SQLiteError.self) { _ = try connection.prepare("SELEKT 1") }
    #expect(error?.attempted == "SELEKT 1")
    #expect(error?.message == "near \"SELEKT\": syntax error")
  }

  @Test func `a read-only connection does not write`() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try Connection(path: folder.file("x.db"), mode: .readWrite)
      try writer.execute("CREATE TABLE t (a)")
    }
    let reader = try Connection(path: folder.file("x.db"), mode: .readOnly)
    let error = #expect(throws: SQLiteError.self) { try reader.execute("INSERT INTO t VALUES (1)") }
    #expect(error?.kind == .unavailable)
  }

  @Test func `a lock that is held is waited for no longer than allowed`() throws {
    let folder = try TemporaryFolder()
    let first = try Connection(path: folder.file("x.db"), mode: .readWrite)
    try first.execute("CREATE TABLE t (a); BEGIN IMMEDIATE")
    let isInside = first.isInTransaction
    #expect(isInside)
    let second = try Connection(
      path: folder.file("x.db"), mode: .readWrite, busyTimeoutMilliseconds: 1)
    let error = #expect(throws: SQLiteError.self) { try second.execute("BEGIN IMMEDIATE") }
    #expect(error?.kind == .busy)
    try first.execute("ROLLBACK")
    let isStillInside = first.isInTransaction
    #expect(!isStillInside)
    try second.execute("BEGIN IMMEDIATE; COMMIT")
  }

  @Test func `a full file is told as such`() throws {
    let connection = try Connection(path: ":memory:", mode: .readWrite)
    try connection.execute("CREATE TABLE t (a); PRAGMA max_page_count = 4")
    let error = #expect(throws: SQLiteError.self) {
      try connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    }
    #expect(error?.kind == .unavailable)
  }
}
