import EventLoops
import HTTPSyntax
import JSONSyntax
import Manifests

extension AdminHandler {
  /// Bytes of a manifest that is sent: as many as a file of one may have.
  static let maxManifestBytes = ManifestLimits().fileBytes
  private static let white = Array(" \t\r".utf8)
  /// Problems that are listed.
  private static let maxProblems = 1_000

  /// `POST /v1/apply`: a manifest in place of the router's own.
  func apply(_ request: AdminRequest, _ body: [UInt8]) async -> AdminAnswer {
    guard request.method == "POST" else {
      return .problem(Problem(status: 405, detail: "do it by POST"), allow: "POST")
    }
    do throws(BadRequest) {
      let isRehearsal = try isRehearsal(request.query)
      // What was forgotten would remove everything; `{}` says that it is meant.
      guard AdminHandler.saysAnything(body) else {
        throw BadRequest("the body is empty: send the whole manifest, as YAML or JSON")
      }
      return await apply(body, isRehearsal: isRehearsal)
    } catch {
      return error.answer
    }
  }

  /// Whether there is more in it than comments, or YAML's words for nothing.
  private static func saysAnything(_ body: [UInt8]) -> Bool {
    body.split(separator: UInt8(ascii: "\n")).contains { line in
      let text = line.drop { white.contains($0) }
      let word = String(decoding: text.prefix(8).filter { !white.contains($0) }, as: UTF8.self)
      return !word.isEmpty && !word.hasPrefix("#") && !["---", "...", "null", "~"].contains(word)
    }
  }

  private func apply(_ manifest: [UInt8], isRehearsal: Bool) async -> AdminAnswer {
    do throws(ApplyRefusal) {
      let applied = try await backend.apply(manifest, isRehearsal: isRehearsal)
      // There may be hundreds of thousands of lines in it.
      let bytes = await offLoop { Array(applied.json(isRehearsal: isRehearsal).compactText.utf8) }
      return .raw(bytes, type: "application/json")
    } catch {
      switch error {
      case .invalid(let problems, let file): return answer(to: problems, in: file)
      case .conflict(let reason): return .problem(Problem(status: 409, detail: reason))
      case .unready:
        return .problem(Problem(status: 503, detail: "the router is starting or stopping"))
      }
    }
  }

  /// A word that is not known may be one that was meant to change nothing.
  private func isRehearsal(_ query: [String: String]) throws(BadRequest) -> Bool {
    if let unknown = query.keys.sorted().first(where: { $0 != "dryRun" }) {
      throw BadRequest("unknown parameter `\(unknown.escapingControls)`; allowed: dryRun")
    }
    switch query["dryRun"] {
    case nil, "false": return false
    case "true", "": return true
    default: throw BadRequest("`dryRun` is true or false")
    }
  }

  private func answer(to problems: [ManifestProblem], in file: String) -> AdminAnswer {
    let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
    let problem = Problem(
      status: 422, detail: "\(count) in the manifest; nothing was applied")
    let listed = problems.prefix(AdminHandler.maxProblems).map { problem -> JSONValue in
      .object((problem.json.object ?? []) + [JSONMember("text", .string(problem.description))])
    }
    return .json(
      [
        "type": .string(problem.type), "title": .string(problem.title),
        "status": .integer(Int64(problem.status)),
        "detail": problem.detail.map { .string($0) } ?? .null,
        "file": .string(file), "problems": .array(listed),
      ], status: problem.status, type: Problem.mediaType)
  }
}
