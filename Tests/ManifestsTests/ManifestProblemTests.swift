import Manifests
import Testing

struct ManifestProblemTests {
  @Test func `a problem is one line of file, place, path, what is wrong and a hint`() {
    let problem = ManifestProblem(
      file: "a.yaml", position: ManifestPosition(line: 3, column: 5), path: "associations.a.mode",
      found: "found `sink`", allowed: "`sync`, `queued`", hint: "Did you mean `sync`?")
    #expect(
      problem.description
        == "a.yaml:3:5: associations.a.mode: found `sink`; allowed: `sync`, `queued`. "
        + "Did you mean `sync`?")
  }

  @Test func `problems stand by file, then by place`() {
    let places = [("b", 1, 1), ("a", 10, 1), ("a", 9, 2), ("a", 9, 1)]
    let problems = places.map { file, line, column in
      ManifestProblem(
        file: file, position: ManifestPosition(line: line, column: column), path: "", found: "")
    }
    #expect(problems.sorted() == Array(problems.reversed()))
  }
}
