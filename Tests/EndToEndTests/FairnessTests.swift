import EventLoops
import HTTPTransport
import Instants
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct FairnessTests {
    private static let crowd = 2_000

    /// All become ready at the same moment, and the one event came after the crowd.
    @Test(arguments: [Duration.zero, .milliseconds(10)])
    func `the first event of a function does not wait for thousands of another`(
      answersAfter time: Duration
    ) async throws {
      let function = try await RecordingFunction { call, _ in
        if time > .zero, call.target == "/crowd" { await pause(time) }
        return FunctionAnswer()
      }
      let router = try await RunningRouter(
        """
        functions:
          crowd: { target: { http: "\(function.url)crowd" } }
          single: { target: { http: "\(function.url)single" } }
        sources:
          crowd: { http: { path: /crowd, maxBody: 4MiB } }
          single: { http: { path: /single } }
        associations:
          crowd: { from: crowd, to: crowd, mode: queued }
          single: { from: single, to: single, mode: queued }
        """, threads: 1)
      let before = try #require(try await gather(router, function))
      #expect(await eventually { function.calls.contains { $0.target == "/single" } })
      let ahead = function.calls.dropFirst(before).prefix { $0.target != "/single" }.count
      #expect(ahead < Self.crowd / 10, "\(ahead) of the crowd went first")
    }

    /// Stores the crowd and then the one event, all due at one moment that has not come by then.
    ///
    /// - Returns: how many calls there were before; nil where this takes longer than any wait.
    private func gather(_ router: RunningRouter, _ function: RecordingFunction) async throws -> Int?
    {
      let events = (0..<Self.crowd).map {
        #"{"specversion":"1.0","id":"\#($0)","source":"/t","type":"t"}"#
      }
      let body = "[\(events.joined(separator: ","))]"
      let type = ["Content-Type": "application/cloudevents-batch+json"]
      for seconds in [3, 10, 30] {
        let before = function.calls.count
        let due = ["Patchbay-Not-Before": (WallTime.now + .seconds(seconds)).rfc3339]
        let reply = try await router.http.send(
          "POST", "/crowd", type.merging(due) { $1 }, body: body)
        #expect(reply.status == 202)
        // It is there when all of the crowd is.
        if try await sum("delayed", router) == Self.crowd {
          _ = try await router.http.send("POST", "/single", cloudEvent("single", due))
          if try await sum("delayed", router) == Self.crowd + 1 { return before }
        }
        #expect(try await eventually { try await sum("depth", router) == 0 })
      }
      return nil
    }

    /// What both queues have of a kind.
    private func sum(_ kind: String, _ router: RunningRouter) async throws -> Int {
      try await router.list("queues").reduce(0) { $0 + Int($1[kind]?.integer ?? 0) }
    }
  }
}
