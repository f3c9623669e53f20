import JSONSyntax
import Manifests
import Routing
import YAML

func fuzzManifestYAML(_ bytes: [UInt8]) {
  check(YAMLParser.document(file: "fuzz.yaml", bytes: bytes), bytes)
}

func fuzzManifestJSON(_ bytes: [UInt8]) {
  let document = JSONManifestParser.document(file: "fuzz.json", bytes: bytes)
  if (try? JSONValue(parsing: bytes.span, limits: JSONLimits(maximumDepth: 32))) != nil {
    precondition(document.problems.isEmpty, "one reader of JSON accepts what the other refuses")
  }
  check(document, bytes)
}

private func check(_ document: ManifestDocument, _ bytes: [UInt8]) {
  check(document.problems, bytes)
  do throws(ManifestRefusal) {
    let manifest = try loader.understand([document]).manifest
    checkRouting(of: manifest)
    let text = manifest.json.compactText
    precondition(!text.contains(secret) || contains(bytes, secret), "a secret is shown")
    // What has secrets shows `***` in their place, which may not be read again.
    guard !contains(bytes, "$"), !text.contains("***") else { return }
    checkReading(of: manifest.json)
  } catch {
    precondition(!error.problems.isEmpty)
    check(error.problems, bytes)
  }
}

/// The manifest that is shown says what the one that was read says.
private func checkReading(of json: JSONValue) {
  let document = JSONManifestParser.document(file: "fuzz.json", bytes: Array(json.compactText.utf8))
  do throws(ManifestRefusal) {
    let again = try loader.understand([document]).manifest
    precondition(again.json.compactText.utf8.elementsEqual(json.compactText.utf8))
  } catch {
    preconditionFailure("\(error.problems) in \(json.compactText)")
  }
}

/// What the loader lets through, routing can use.
private func checkRouting(of manifest: Manifest) {
  let table = RoutingTable(
    functions: manifest.functionVersions, associations: manifest.rules,
    sources: manifest.sources.map(\.name))
  for (index, rule) in manifest.rules.enumerated() {
    precondition(table.id(of: rule.name)?.index == index)
  }
}

private func check(_ problems: [ManifestProblem], _ bytes: [UInt8]) {
  for problem in problems {
    let text = problem.description
    precondition(!text.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "a problem is told on one line")
    precondition(!text.contains(secret) || contains(bytes, secret), "a secret is shown: \(text)")
    precondition(problem.position.line >= 1 && problem.position.column >= 1)
    precondition(problem.position.line <= bytes.count + 1, "a problem lies in the file")
    precondition(problem.position.column <= bytes.count + 1, "a problem lies in its line")
  }
}

private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
  String(decoding: bytes, as: UTF8.self).contains(text)
}

/// What the environment and files bring in.
private let secret = "Zq7"

private var loader: ManifestLoader {
  ManifestLoader(
    files: ManifestFiles(
      names: { _ in .failure(.missing) },
      contents: { path, _ in path.hasSuffix("none") ? .failure(.missing) : .success(secretBytes) },
      currentFolder: "/fuzz"),
    parseYAML: YAMLParser.document(file:bytes:limits:),
    environment: { name in name == "NONE" ? nil : secret })
}

private let secretBytes = Array(secret.utf8) + [10]
