import Testing

/// Each rule finds what it is there to find, and lets pass what only looks like it.
@Suite struct RulesTests {
  @Test(arguments: [
    "fatalError()", "let a = try! f()", "print(1)", "usleep(5)", "  sleep(1)",
    "try await Task.sleep(for: .seconds(1))", "Task.detached { }", "// TO" + "DO: later",
    "import CSQLite", "import Glibc", "let a = unsafe b", "let a = 1 // XX" + "X",
    "final class A: @unchecked Sendable {}", "// Why not\nnonisolated(unsafe) var a = 1",
  ])
  func `a forbidden word is found`(line: String) {
    #expect(!ForbiddenWords.findings(source(line)).isEmpty)
  }

  @Test(arguments: [
    "// fatalError() is never called", "let a = \"print(1)\"", "reprint(1)", "loop.sleep(1)",
    "func sleep(_ a: Int)", "let text = #\"try! \"print(\"#", "import Routing", "unsafely()",
    "// Safe because it is never changed.\nfinal class A: @unchecked Sendable {}",
    "// Safe because of this\n// and that.\n@frozen\nstruct A: @unchecked Sendable {}",
    "/* print(1) /* try! */ fatalError() */", "let a = \"\"\"\n  try! print(1)\n  \"\"\"",
    "let a = \"\\(f(\"x\")) try!\"", "import CloudEvents",
  ])
  func `a harmless line is let pass`(line: String) {
    #expect(ForbiddenWords.findings(source(line)).map(\.description) == [])
  }

  @Test func `unsafe code is let pass in an edge`() {
    let file = SourceFile(path: "Sources/SQLite/A.swift", text: "import CSQLite\nunsafe f()\n")
    #expect(ForbiddenWords.findings(file).isEmpty)
  }

  @Test func `a long file is found`() {
    let lines = String(repeating: "let a = 1\n", count: 400)
    #expect(Lengths.findings(source(lines)).isEmpty)
    #expect(Lengths.findings(source(lines + "let b = 1\n")).count == 1)
  }

  @Test(arguments: [
    "func a()", "  package init?(_ a: () -> Void = {})", "deinit", "@c(x) public func a() -> Int",
    "private static func a(\n  b: Int\n) throws(E)", "mutating func a<T>(_ b: T) where T: B",
  ])
  func `a long function is found`(head: String) {
    let lines = head.split(separator: "\n").count
    let short = head + " {\n" + String(repeating: "  if a { b() }\n", count: 59 - lines) + "}\n"
    let long = head + " {\n" + String(repeating: "  if a { b() }\n", count: 60 - lines) + "}\n"
    #expect(Lengths.findings(source(short)).isEmpty)
    #expect(Lengths.findings(source(long)).count == 1)
  }

  @Test func `a long type is not a long function`() {
    let text = "struct A {\n  init() {}\n" + String(repeating: "  var a = 1\n", count: 70) + "}\n"
    #expect(Lengths.findings(source(text)).isEmpty)
  }

  @Test func `a file has its type's name`() {
    #expect(TypePlaces.findings(source("struct File {}\n")).isEmpty)
    #expect(TypePlaces.findings(source("func helper() {}\n")).isEmpty)
    #expect(TypePlaces.findings(source("private struct Other {}\n")).isEmpty)
    #expect(TypePlaces.findings(source("package struct Other {}\n")).count == 1)
    #expect(TypePlaces.findings(source("enum File {}\nprivate struct Other {}\n")).isEmpty)
    #expect(TypePlaces.findings(source("enum File {}\nstruct Other {}\n")).count == 1)
    #expect(TypePlaces.findings(source("struct A {}\nstruct Other {}\n")).count == 1)
    let aspect = SourceFile(path: "Sources/A/File+B.swift", text: "extension File {}\n")
    #expect(TypePlaces.findings(aspect).isEmpty)
    let stray = SourceFile(path: "Sources/A/File+B.swift", text: "extension Other {}\n")
    #expect(TypePlaces.findings(stray).count == 1)
  }

  @Test func `an import against the order is found`() {
    let order = TargetOrder(
      manifest: """
        library("CThing", apt: "x"), module("One"), module(
          "Two", ["One"]), tests("OneTests", []),
          .executableTarget(
            name: "three")
        """)
    #expect(order.count == 5)
    func findings(_ target: String, _ line: String) -> Int {
      order.findings(SourceFile(path: "Sources/\(target)/A.swift", text: line)).count
    }
    #expect(findings("Two", "import One") == 0)
    #expect(findings("One", "import Two") == 1)
    #expect(findings("One", "package import Two") == 1)
    #expect(findings("One", "@testable import OneTests") == 1)
    #expect(findings("One", "import struct Two.A") == 1)
    #expect(findings("One", "import CThing") == 0)
    #expect(findings("One", "import Swift") == 0)
  }

  @Test func `a package dependency is found`() {
    #expect(Belongings.dependencies("  .package(url: \"x\")\n").count == 1)
    #expect(Belongings.dependencies("let package = Package(name: \"x\")").isEmpty)
  }

  @Test func `a word about the workplace is found`() {
    #expect(Belongings.workplace("a", "x\nsee /wo" + "rk/x\n").map(\.line) == [2])
    #expect(Belongings.workplace("a", "a framework/x\n").isEmpty)
  }

  private func source(_ text: String) -> SourceFile {
    SourceFile(path: "Sources/Routing/File.swift", text: text)
  }
}
