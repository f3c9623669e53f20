import Testing

@testable import SQLite

struct StatementTests {
  @Test func `values come back as they were bound`() throws {
    let connection = try Connection(path: ":memory:", mode: .readWrite)
    try connection.execute("CREATE TABLE t (a, b, c, d, e, f, g)")
    var insert = try connection.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)")
    let bytes: [UInt8] = [0, 255, 7]
    try insert.bind(Int64.min, at: 1)
    try insert.bind("Grüße, 😀", at: 2)
    try insert.bind(bytes, at: 3)
    try insert.bind(bytes.span.extracting(1..<3), at: 4)
    try insert.bind("", at: 5)
    try insert.bind([], at: 6)
    try insert.bindNull(at: 7)
    try insert.run()

    var row = try connection.prepare(
      "SELECT *, typeof(a), typeof(b), typeof(c), typeof(e), typeof(f) FROM t")
    #expect(try row.step())
    #expect(row.integer(at: 0) == .min)
    #expect(row.text(at: 1) == "Grüße, 😀")
    #expect(row.bytes(at: 2) == bytes)
    #expect(row.bytes(at: 3) == [255, 7])
    #expect(row.text(at: 4) == "")
    #expect(row.bytes(at: 5) == [])
    #expect(row.bytes(at: 6) == nil)
    #expect(row.text(at: 6) == nil)
    #expect(row.integer(at: 6) == nil)
    #expect((7..<12).map { row.text(at: $0) } == ["integer", "text", "blob", "text", "blob"])
    let (count, second, isEmpty) = (
      row.span(at: 2).count, row.span(at: 2)[1], row.span(at: 6).isEmpty
    )
    #expect(count == 3 && second == 255 && isEmpty)
    #expect(try row.step() == false)
  }

  @Test func `absent values are NULL and empty texts are not`() throws {
    let connection = try Connection(path: ":memory:", mode: .readWrite)
    var query = try connection.prepare("SELECT typeof(?), typeof(?), typeof(?), typeof(?)")
    try query.bind(Int64?.none, at: 1)
    try query.bind(String?.none, at: 2)
    try query.bind([UInt8]?.none, at: 3)
    try query.bind(text: [UInt8]().span, at: 4)
    #expect(try query.step())
    #expect((0..<4).map { query.text(at: $0) } == ["null", "null", "null", "text"])
  }

  @Test func `a statement can be run again, after its end and after an error`() throws {
    let connection = try Connection(path: ":memory:", mode: .readWrite)
    try connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
    var insert = try connection.prepare("INSERT INTO t VALUES (?)")
    try insert.bind(Int64(1), at: 1)
    try insert.run()
    try insert.bind(Int64(1), at: 1)
    let error = #expect(throws: SQLiteError.self) { try insert.run() }
    #expect(error?.kind == .other)
    #expect(error?.attempted == "INSERT INTO t VALUES (?)")
    try insert.bind(Int64(2), at: 1)
    try insert.run()
    #expect(try connection.integer("SELECT count(*) FROM t") == 2)
  }

  @Test(arguments: [2_047, 2_048, 2_049, 100_000])
  func `texts and bytes of any size are kept until the run, and no longer`(size: Int) throws {
    let connection = try Connection(path: ":memory:", mode: .readWrite)
    var query = try connection.prepare("SELECT ?, ?, ?")
    for round in 0..<3 {
      let text = String(repeating: ["a", "b", "c"][round], count: size)
      let bytes = [UInt8](repeating: UInt8(round), count: size)
      try query.bind(text, at: 1)
      try query.bind(bytes, at: 2)
      try query.bind("end \(round)", at: 3)
      #expect(try query.step())
      #expect(query.text(at: 0) == text)
      #expect(query.bytes(at: 1) == bytes)
      #expect(query.text(at: 2) == "end \(round)")
      query.reset()
    }
    try query.bind(Int64(1), at: 1)
    #expect(try query.step())
    #expect(query.integer(at: 0) == 1)
    #expect(query.bytes(at: 1) == nil)
    #expect(query.text(at: 2) == nil)
  }

  @Test func `a parameter that is not there is an error`() throws {
    let connection = try Connection(path: ":memory:", mode: .readWrite)
    var query = try connection.prepare("SELECT ?")
    #expect(throws: SQLiteError.self) { try query.bind("a", at: 2) }
  }

  @Test func `a statement outlives its connection`() throws {
    var query = try Connection(path: ":memory:", mode: .readWrite).prepare("SELECT 42")
    #expect(try query.step())
    #expect(query.integer(at: 0) == 42)
  }
}
