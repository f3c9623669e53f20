import Manifests
import Testing

@testable import YAML

struct InvalidTriggersTests {
  static let names = ProjectFolder.names(in: "Triggers/Invalid")

  @Test func `there is a broken manifest for every kind of problem`() {
    #expect(InvalidTriggersTests.names.count >= 100)
  }

  @Test(arguments: names)
  func `a broken manifest brings exactly the problems that its first lines name`(name: String) {
    let path = "\(ProjectFolder.path)/Triggers/Invalid/\(name)"
    let text = String(decoding: ProjectFolder.bytes(of: "Triggers/Invalid/\(name)"), as: UTF8.self)
    let mark = "# expect: "
    let expected = text.split(separator: "\n").prefix { $0.hasPrefix(mark) }
      .map { String($0.dropFirst(mark.count)) }
    var checks = ManifestChecks()
    checks.timezone = { $0 == "Europe/Berln" ? "which is no time zone" : nil }
    checks.user = { $0 == "nobdy" ? "whom this machine does not know" : nil }
    checks.limit = { $0 == "files" && $1 > 1_024 ? "above 1024" : nil }
    checks.keySet = { $0.contains("keys") ? nil : "no JSON" }
    let environment = [
      "TOKEN": "s3cr3t!", "SOURCE": "hidden-source", "FUNCTION": "hidden-function",
    ]
    let loader = ManifestLoader.local(environment: { environment[$0] }, checks: checks)
    var problems: [String] = []
    do throws(ManifestRefusal) {
      _ = try loader.load(paths: [path])
    } catch {
      problems = error.problems.map { $0.description.replacing("\(path):", with: "") }
    }
    #expect(!problems.isEmpty)
    #expect(problems == expected)
    for problem in problems {
      for secret in environment.values { #expect(!problem.contains(secret)) }
    }
  }
}
