import HTTPTransport
import Synchronization
import TestSupport

/// Clients that send one request after the other until they are told to end.
final class Load: Sendable {
  private let counts = Counts()
  private let clients: Task<Void, Never>

  init(_ router: RunningRouter, clients count: Int = 4) {
    clients = Task { [counts] in
      await withDiscardingTaskGroup { group in
        for _ in 0..<count {
          group.addTask {
            while !counts.isOver { counts.note(await Load.ask(router)) }
          }
        }
      }
    }
  }

  /// Suspends until that many further answers have come.
  func waitForMore(_ count: Int) async {
    let goal = counts.total + count
    _ = await poll {
      self.counts.total
    } until: {
      $0 >= goal
    }
  }

  /// Ends the clients.
  ///
  /// - Returns: how often each answer came: its status and body, or the error.
  func end() async -> [String: Int] {
    counts.finish()
    await clients.value
    return counts.answers
  }

  private static func ask(_ router: RunningRouter) async -> String {
    do throws(HTTPClientError) {
      let reply = try await router.http.send("POST", "/in/x", body: "x")
      return "\(reply.status) \(reply.text)"
    } catch {
      return error.description
    }
  }

  private final class Counts: Sendable {
    private let state = Mutex<(answers: [String: Int], isOver: Bool)>(([:], false))

    var answers: [String: Int] { state.withLock { $0.answers } }
    var total: Int { state.withLock { $0.answers.values.reduce(0, +) } }
    var isOver: Bool { state.withLock { $0.isOver } }
    func note(_ answer: String) { state.withLock { $0.answers[answer, default: 0] += 1 } }
    func finish() { state.withLock { $0.isOver = true } }
  }
}
