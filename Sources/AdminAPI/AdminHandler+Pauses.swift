import HTTPSyntax
import Instants
import JSONSyntax
import Manifests
import Routing
import Storage

extension AdminHandler {
  /// Pauses or resumes, and answers with what then holds.
  func carryOut(_ order: PauseOrder, _ request: AdminRequest) async -> AdminAnswer {
    guard request.method == "POST" else {
      return .problem(Problem(status: 405, detail: "do it by POST"), allow: "POST")
    }
    // What is not declared any more may have been paused before.
    guard let target = PauseTarget(order.kind, order.name),
      isDeclared(target) || backend.pauses[target] != nil
    else { return .notFound("there is no \(order.kind.rawValue) \(order.name)") }
    if order.pauses, takesResults(target) {
      let detail =
        "a function's results can't be held back at their source: pause its associations"
      return .problem(Problem(status: 400, detail: detail))
    }
    do throws(StoreError) {
      order.pauses ? try await backend.pause(target) : try await backend.resume(target)
    } catch {
      return .problem(Problem(status: 503, detail: error.description))
    }
    return .json(
      .object([
        JSONMember("kind", .string(target.kind.rawValue)),
        JSONMember("name", .string(target.name)), pausedSince(target),
      ]))
  }

  /// Since when it is paused; null where it is not.
  func pausedSince(_ target: PauseTarget) -> JSONMember {
    JSONMember("pausedSince", backend.pauses[target].map { .string($0.rfc3339) } ?? .null)
  }

  private func isDeclared(_ target: PauseTarget) -> Bool {
    let manifest = backend.manifest
    return switch target {
    case .function(let name): manifest.allFunctions.contains { $0.name == name }
    case .source(let name): manifest.sources.contains { $0.name == name }
    case .association(let name): manifest.allAssociations.contains { $0.rule.name == name }
    }
  }

  private func takesResults(_ target: PauseTarget) -> Bool {
    backend.manifest.sources.contains { source in
      guard case .function = source.kind else { return false }
      return target == .source(source.name)
    }
  }
}
