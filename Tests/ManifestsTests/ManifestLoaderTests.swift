import Manifests
import Testing
import YAML

struct ManifestLoaderTests {
  static let function = "functions: { f: { target: { http: 'http://h/' } } }\n"
  static let source = "sources: { s: { http: { path: /in } } }\n"
  static let association = "associations: { a: { from: s, to: f } }\n"

  @Test func `a folder's manifests are merged in the order of their names`() throws {
    let loaded = try SampleLoader(files: [
      "etc/b.yml": ManifestLoaderTests.source,
      "etc/a.yaml": ManifestLoaderTests.association,
      "etc/c.json": #"{"functions": {"f": {"target": {"http": "http://h/"}}}}"#,
      "etc/.hidden.yaml": "not: valid",
      "etc/notes.txt": "not: valid",
    ]).load(paths: ["etc"])
    #expect(loaded.manifest.associations.count == 1)
    #expect(loaded.files == ["etc/a.yaml", "etc/b.yml", "etc/c.json"])
    #expect(loaded.folders == ["etc"])
  }

  @Test func `the same name in two files is a problem that names both places`() {
    let loader = SampleLoader(files: [
      "a.yaml": "\nfunctions:\n  f: { target: { http: 'http://h/' } }\n",
      "b.yaml": ManifestLoaderTests.function,
    ])
    #expect(
      loader.problems(paths: ["a.yaml", "b.yaml"]) == [
        "b.yaml:1:14: functions.f: the name is declared twice, first at a.yaml:3:3; "
          + "allowed: each name once."
      ])
  }

  @Test func `a path given twice counts once`() throws {
    let loader = SampleLoader(files: ["a.yaml": ManifestLoaderTests.function])
    let loaded = try loader.load(paths: ["a.yaml", "a.yaml"])
    #expect(loaded.manifest.functions.count == 1)
  }

  @Test func `what cannot be read is a problem beside those of other files`() {
    let loader = SampleLoader(files: ["b.yaml": "x: 1", "empty/": ""])
    #expect(
      loader.problems(paths: ["gone.yaml", "b.yaml", "empty"]) == [
        "b.yaml:1:1: x: unknown key; allowed: `functions`, `sources`, `associations`, `invocations`, `admin`, `tls`, `tracing`, `ledger`, `history`, `results`, `callbacks`.",
        "empty:1:1: document: the folder holds no manifest; "
          + "allowed: `*.yaml`, `*.yml` and `*.json`.",
        "gone.yaml:1:1: document: no such file or folder.",
      ])
  }

  @Test func `a file above the limit is not read`() {
    var loader = SampleLoader(files: ["a.yaml": String(repeating: "#", count: 101)])
    loader.limits.fileBytes = 100
    #expect(
      loader.problems(paths: ["a.yaml"]) == [
        "a.yaml:1:1: document: the file has more than 100."
      ])
  }

  @Test func `more files than the limit are refused`() {
    var loader = SampleLoader(files: ["a.yaml": "", "b.yaml": "", "c.yaml": ""])
    loader.limits.files = 2
    #expect(
      loader.problems(paths: ["a.yaml", "b.yaml", "c.yaml"]) == [
        "c.yaml:1:1: document: more than 2 files in one manifest; allowed: 2."
      ])
  }

  @Test func `all problems of all files come at once, by file and line`() {
    let loader = SampleLoader(files: [
      "b.yaml": "functions:\n  f: { target: { http: 1 }, timeout: 1 }\n",
      "a.yaml": "sources:\n  s: 1\nfunctoins: {}\n",
    ])
    let places = loader.problems(paths: ["b.yaml", "a.yaml"]).map { $0.prefix { $0 != " " } }
    #expect(places == ["a.yaml:2:6:", "a.yaml:3:1:", "b.yaml:2:24:", "b.yaml:2:38:"])
  }

  @Test func `a file that cannot be parsed makes no references of others dangle`() {
    let loader = SampleLoader(files: [
      "a.yaml": "functions: {", "b.yaml": ManifestLoaderTests.association,
    ])
    let problems = loader.problems(paths: ["a.yaml", "b.yaml"])
    #expect(problems.count == 1)
    #expect(problems.allSatisfy { $0.hasPrefix("a.yaml:") && $0.contains("not valid YAML") })
  }

  @Test func `problems of references come beside those of the functions they name`() {
    let yaml = """
      functions: { f: { versions: { 1: { target: { http: "http://h/" }, timeout: 0s } } } }
      sources: { s: { http: { path: /in } } }
      associations: { a: { from: s, to: "f:2" } }
      """
    #expect(SampleLoader().problems(yaml).count == 2)
  }

  @Test func `a refusal tells what to watch as well`() {
    let loader = SampleLoader(files: ["etc/a.yaml": "functions: { f: '${file:gone.txt}' }"])
    #expect(throws: ManifestRefusal.self) { try loader.load(paths: ["etc"]) }
    do throws(ManifestRefusal) {
      _ = try loader.load(paths: ["etc"])
    } catch {
      #expect(error.folders == ["etc"])
      #expect(error.files == ["etc/a.yaml"])
    }
  }

  @Test func `nothing is kept of a manifest once it has been read`() throws {
    final class Witness {}
    weak var kept: Witness?
    do {
      let witness = Witness()
      kept = witness
      let loader = ManifestLoader(
        files: ManifestFiles(
          names: { _ in .success(nil) }, contents: { _, _ in .success(Array(everySection.utf8)) },
          currentFolder: "/home"),
        parseYAML: YAMLParser.document(file:bytes:limits:),
        environment: { _ in withExtendedLifetime(witness) { nil } })
      #expect(try loader.load(paths: ["m.yaml"]).manifest.associations.count == 1)
    }
    #expect(kept == nil)
  }
}

private let everySection = """
  functions: { f: { target: { http: http://127.0.0.1:9001/ } } }
  sources: { s: { http: { path: /s } } }
  associations: { a: { from: s, to: f, filter: { exact: { type: t } } } }
  """
