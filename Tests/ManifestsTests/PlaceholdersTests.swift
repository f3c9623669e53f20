import Testing

@testable import Manifests

struct PlaceholdersTests {
  @Test(
    arguments: [
      ("plain", nil),
      ("a $5 bill", nil),
      ("${env:A}", [.environment("A")]),
      (
        "x${env:A_1}y${file:b c.txt}z",
        [
          .text("x"), .environment("A_1"), .text("y"), .file("b c.txt"), .text("z"),
        ]
      ),
      ("$${env:A}", [.text("${env:A}")]),
      ("$$${env:A}", [.text("$${env:A}")]),
      ("${env:1A}", [.malformed("${env:1A}")]),
      ("${file:}", [.malformed("${file:}")]),
      ("a${", [.text("a"), .malformed("${")]),
      ("${x}\u{301}", [.malformed("${x}"), .text("\u{301}")]),
      ("${env:A\u{600}}", [.malformed("${env:A\u{600}}")]),
    ] as [(String, [Placeholders.Part]?)])
  func `placeholders are told from the text around them`(
    text: String, parts: [Placeholders.Part]?
  ) {
    #expect(Placeholders.parts(of: text) == parts)
  }

  private let yaml = """
    functions:
      f:
        target: { exec: ["${env:PROGRAM}", "$${env:PROGRAM}"], environment: { A: "${file:a.txt}" } }
        timeout: ${env:TIMEOUT}
        concurrency: "${env:MANY}"
    """

  private func loader(_ secret: String) -> SampleLoader {
    SampleLoader(
      files: ["/home/a.txt": secret],
      environment: ["PROGRAM": "cat", "TIMEOUT": "7s", "MANY": "9"])
  }

  @Test func `a placeholder stands in any string, and for numbers too`() throws {
    let loaded = try loader("one\ntwo\n\n").load(yaml)
    let spec = try #require(loaded.manifest.functions[0].own)
    guard case .exec(let program) = spec.target else {
      Issue.record("not a program")
      return
    }
    #expect(program.command == ["cat", "${env:PROGRAM}"])
    #expect(program.environment.first?.value == Secret("one\ntwo\n", isSecret: true))
    #expect(spec.timeout == .seconds(7))
    #expect(spec.concurrency == 9)
    #expect(loaded.files == ["m.yaml", "/home/a.txt"])
  }

  @Test func `what a placeholder brought in is concealed wherever a spec is shown`() throws {
    let spec = try loader("s").load(yaml).manifest.functions[0]
    #expect(
      spec.concealed == [
        "target.exec[0]", "target.environment.A", "timeout", "concurrency",
      ])
    let json = JSONText.written(spec.json)
    #expect(json.contains(#""exec":["***","${env:PROGRAM}"]"#))
    #expect(json.contains(#""timeout":"***","concurrency":"***""#))
    #expect(json.contains(#""environment":{"A":"***"}"#))
  }

  @Test func `a secret file is text of at most 64 KiB`() {
    let whole = String(repeating: "x", count: 65_536)
    #expect(loader(whole).problems(yaml).isEmpty)
    #expect(
      loader(whole + "x").problems(yaml) == [
        "3:78: functions.f.target.environment.A: found `${file:a.txt}`, but the file has more than "
          + "64KiB; allowed: a file of text."
      ])
  }

  @Test func `a variable that is set but empty is no program`() {
    var loader = loader("s")
    loader.environment["PROGRAM"] = ""
    #expect(
      loader.problems(yaml) == [
        "3:22: functions.f.target.exec[0]: found `${env:PROGRAM}`, which is empty; allowed: a string."
      ])
  }

  @Test func `a secret is not given away by a hint`() {
    let yaml = """
      sources: { uploads: { http: { path: /in, host: "${env:A}" } } }
      functions: { f: { target: { http: "http://h/" } } }
      associations: { a: { from: "${env:A}", to: "f:${env:A}", mode: "${env:B}" } }
      """
    let problems = SampleLoader(environment: ["A": "uplaods", "B": "sink"]).problems(yaml)
    #expect(problems.count == 3)
    for problem in problems {
      #expect(!problem.contains("uplaods") && !problem.contains("Did you mean"))
    }
  }

  @Test func `a filter with a secret in it is concealed as a whole`() throws {
    let yaml = """
      sources: { s: { http: { path: /in } } }
      functions: { f: { target: { http: "http://h/" } } }
      associations:
        a:
          from: s
          to: f
          filter: { exact: { type: a }, all: [{ exact: { type: "${env:A}" } }] }
      """
    let manifest = try SampleLoader(environment: ["A": "hidden"]).load(yaml).manifest
    let json = JSONText.written(manifest.json)
    #expect(!json.contains("hidden"))
    #expect(json.contains(#""filter":"***""#))
  }
}
