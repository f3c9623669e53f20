import EventLoops
import HTTPTransport
import Manifests
import Testing

@testable import Dispatching

struct WorkerHealthTests {
  private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
  private let timed = EjectionPolicy(spec: EjectionSpec(), isProbed: false)
  private let probed = EjectionPolicy(spec: EjectionSpec(), isProbed: true)

  /// For how many seconds it is left out after what happened at the start.
  private func time(_ health: WorkerHealth, from now: MonotonicTime) -> Int? {
    (0...3_600).first { health.isUp(at: now + .seconds($0)) }
  }

  @Test func `three failures in a row leave it out, two do not`() {
    var health = WorkerHealth()
    for outcome in [WorkerOutcome.failed, .failed, .well, .failed, .failed] {
      health.note(outcome, at: start, timed)
      #expect(health.isUp(at: start))
    }
    health.note(.failed, at: start, timed)
    #expect(time(health, from: start) == 2)
    #expect(!health.isUnreachable(at: start))
  }

  @Test func `one that can't be reached is left out at once`() {
    var health = WorkerHealth()
    health.note(.unreachable, at: start, timed)
    #expect(time(health, from: start) == 2)
    #expect(health.isUnreachable(at: start) && !health.isUnreachable(at: start + .seconds(2)))
  }

  @Test(arguments: [WorkerOutcome.failed, .unreachable])
  func `each time it is left out for twice as long, up to the limit`(outcome: WorkerOutcome) {
    var health = WorkerHealth()
    var now = start
    for _ in 0..<2 where outcome == .failed { health.note(.failed, at: now, timed) }
    for expected in [2, 4, 8, 16, 32, 60, 60] {
      health.note(outcome, at: now, timed)
      #expect(time(health, from: now) == expected)
      now = now + .seconds(expected)
    }
    health.note(.well, at: now, timed)
    health.note(.unreachable, at: now, timed)
    #expect(time(health, from: now) == 2)
  }

  @Test func `what was under way does not make it longer`() {
    var health = WorkerHealth()
    for _ in 0..<10 { health.note(.unreachable, at: start, timed) }
    #expect(time(health, from: start) == 2)
  }

  @Test func `where it is probed only a success brings it back`() {
    var health = WorkerHealth()
    health.note(.unreachable, at: start, probed)
    #expect(time(health, from: start) == nil)
    health.note(.failed, at: start + .seconds(1_000), probed)
    #expect(time(health, from: start) == nil)
    health.note(.well, at: start, probed)
    #expect(health.isUp(at: start))
  }

  @Test(arguments: [
    (200, WorkerOutcome.well), (404, .well), (429, .well), (500, .well), (502, .failed),
    (503, .failed), (504, .failed),
  ])
  func `an answer tells how a worker is`(status: Int, expected: WorkerOutcome) {
    let reply = HTTPReply(status: status, headerLines: [], body: [])
    #expect(WorkerOutcome(.reply(reply)) == expected)
  }

  @Test func `what is not the worker's doing tells nothing`() {
    #expect(WorkerOutcome(.busy(reason: "")) == nil && WorkerOutcome(.cancelled) == nil)
    #expect(WorkerOutcome(.timedOut) == .failed && WorkerOutcome(.failed(reason: "")) == .failed)
    #expect(WorkerOutcome(.insecure(reason: "")) == .unreachable)
  }
}
