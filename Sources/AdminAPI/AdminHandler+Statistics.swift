import Instants
import JSONSyntax
import Manifests
import Routing
import Storage

extension AdminHandler {
  /// `functions/{name}/stats` and `functions/{name}/versions/{version}/stats`.
  ///
  /// - Parameter rest: the path's segments after `functions`.
  /// - Returns: nil where something else is asked for.
  func statistics(_ rest: [String]) async throws(StoreError) -> AdminAnswer? {
    let isOfVersion = rest.count == 4 && rest[1] == "versions"
    guard rest.count == 2 || isOfVersion, rest.last == "stats" else { return nil }
    guard let name = backend.manifest.functions.first(where: { $0.name.text == rest[0] })?.name
    else { return .notFound("there is no function \(rest[0])") }
    let statistics = FunctionStatistics(of: name, in: backend)
    let head: [JSONMember] = [
      JSONMember("function", .string(name.text)),
      JSONMember("since", .string(backend.startedAt.rfc3339)),
    ]
    if isOfVersion {
      guard
        case .object(let members)? = statistics.versions.first(where: {
          $0["name"]?.string == rest[2]
        })
      else { return .notFound("\(name) has no version \(rest[2])") }
      return .json(.object(head + members))
    }
    let queue = try await backend.queues().first { $0.queue == name }
    let dead = try await backend.deadLetterCounts()[name] ?? 0
    return .json(
      .object(
        head + statistics.members + [
          JSONMember("queue", describe(name, queue, deadLetters: dead))
        ]))
  }
}
