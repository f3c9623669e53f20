import EventLoops
import Instants
import Manifests
import Testing

@testable import Dispatching

struct RegulationTests {
  private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

  private func version(_ change: (inout VersionSpec) -> Void) -> VersionSpec {
    let address = HTTPAddress(host: "127.0.0.1", port: 9_001, path: "/")
    var spec = VersionSpec(target: .http(HTTPTargetSpec(address: address)))
    change(&spec)
    return spec
  }

  private func accepted(_ number: Int) -> WallTime {
    WallTime(millisecondsSinceEpoch: Int64(number))
  }

  private func isGo(_ admission: Regulation.Admission) -> Bool {
    if case .go = admission { true } else { false }
  }

  @Test func `where all is off there is nothing to regulate`() {
    let spec = version {
      $0.breaker = nil
      $0.retryBudget = nil
    }
    #expect(Regulation(spec) == nil && Regulator(spec) == nil)
    #expect(Regulation(version { _ in }) != nil)
  }

  @Test func `retries beyond the budget wait, first attempts do not`() throws {
    var regulation = try #require(Regulation(version { _ in }))
    // A hundred are saved up: ten seconds of ten.
    for number in 0..<100 {
      #expect(isGo(regulation.admit(isRetry: true, acceptedAt: accepted(number), start)))
    }
    let late = regulation.admit(isRetry: true, acceptedAt: accepted(100), start)
    #expect(late == .hold(.budget, until: start + .milliseconds(100)))
    for number in 0..<1_000 {
      #expect(isGo(regulation.admit(isRetry: false, acceptedAt: accepted(200 + number), start)))
    }
    // A fifth of the first attempts may be retried.
    var retries = 0
    while isGo(regulation.admit(isRetry: true, acceptedAt: accepted(100), start)) { retries += 1 }
    #expect(retries == 200)
  }

  @Test func `a quiet function still has its retries`() throws {
    var regulation = try #require(
      Regulation(
        version {
          $0.breaker = nil
          $0.retryBudget?.sharePercent = 0
          $0.retryBudget?.floor = PaceSpec(limit: 1, period: .second, burst: 1)
        }))
    var now = start
    for _ in 0..<100 {
      while case .hold(.budget, let time) = regulation.admit(
        isRetry: true, acceptedAt: accepted(0), now)
      {
        #expect(time - now <= .seconds(1))
        now = time
      }
    }
    #expect(now - start <= .seconds(100))
  }

  @Test func `what another limit holds takes no token of the rate`() throws {
    var regulation = try #require(
      Regulation(
        version {
          $0.breaker = nil
          $0.rate = PaceSpec(limit: 1, period: .hour, burst: 2)
          $0.retryBudget?.floor = PaceSpec(limit: 1, period: .hour, burst: 1)
        }))
    #expect(isGo(regulation.admit(isRetry: true, acceptedAt: accepted(0), start)))
    for number in 1..<10 {
      guard
        case .hold(.budget, _) = regulation.admit(
          isRetry: true, acceptedAt: accepted(number), start)
      else {
        Issue.record("a retry beyond the budget went on")
        return
      }
    }
    #expect(isGo(regulation.admit(isRetry: false, acceptedAt: accepted(20), start)))
  }

  @Test func `a sync call meets the breaker only where it is asked for`() throws {
    var regulation = try #require(Regulation(version { $0.breaker?.failures = 1 }))
    guard
      case .go(let ticket?) = regulation.admit(
        isRetry: false, acceptedAt: accepted(0), start)
    else {
      Issue.record("a first attempt has to wait")
      return
    }
    #expect(
      regulation.end(ticket, .down, start, words: "HTTP 503") == .opened(time: .seconds(1)))
    #expect(regulation.admitNow(isBreaking: false, start) == .go(nil))
    let held = Regulation.Admission.hold(.breaker, until: start + .seconds(1))
    #expect(regulation.admitNow(isBreaking: true, start) == held)
    #expect(regulation.admit(isRetry: false, acceptedAt: accepted(1), start) == held)
  }

  @Test func `a reload keeps what holds a queue, unless its rules or target are others`() {
    let spec = version { _ in }
    #expect(Regulator(spec)?.isSame(as: version { $0.timeout = .seconds(5) }) == true)
    #expect(Regulator(spec)?.isSame(as: version { $0.breaker = nil }) == false)
    let address = HTTPAddress(host: "127.0.0.1", port: 9_002, path: "/")
    let elsewhere = version { $0.target = .http(HTTPTargetSpec(address: address)) }
    #expect(Regulator(spec)?.isSame(as: elsewhere) == false)
  }

  @Test func `the breaker's gate is as wide as it is known to be safe`() throws {
    let regulator = try #require(Regulator(version { $0.breaker?.failures = 2 }))
    let gate = try #require(regulator.gate)
    #expect(Regulator(version { $0.breaker = nil })?.gate == nil)
    #expect(gate.tryEnter() && gate.tryEnter() && !gate.tryEnter())
    #expect(regulator.holds(start) == ["given 2 at once until they succeed"])
    for change in [nil, Breaker.Change.opened(time: .seconds(1))] {
      guard
        case .go(let ticket?) = regulator.admit(isRetry: false, acceptedAt: accepted(0), start)
      else {
        Issue.record("a first attempt has to wait")
        return
      }
      #expect(regulator.end(ticket, .down, start, words: "") == change)
      #expect(gate.isFull == (change == nil))
      gate.leave()
    }
    // Whoever stood there is let through, to be held.
    #expect((0..<1_000).allSatisfy { _ in gate.tryEnter() })
  }

  @Test func `people are told why deliveries wait`() throws {
    let regulator = try #require(
      Regulator(
        version {
          $0.breaker?.failures = 1
          $0.rate = PaceSpec(limit: 1, period: .second, burst: 1)
        }))
    #expect(regulator.holds(start) == [] && regulator.isBroken == false)
    guard
      case .go(let ticket?) = regulator.admit(
        isRetry: false, acceptedAt: accepted(0), start)
    else { return }
    _ = regulator.admit(isRetry: false, acceptedAt: accepted(1), start)
    #expect(regulator.holds(start) == ["at its rate of 1/s, with 1s to wait"])
    _ = regulator.end(ticket, .down, start, words: "HTTP 503")
    #expect(
      regulator.holds(start).first == "held for 1s: a failure: HTTP 503")
    #expect(regulator.isBroken == true)
  }
}
