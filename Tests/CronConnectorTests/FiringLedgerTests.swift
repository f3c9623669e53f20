import Instants
import Testing

@testable import CronConnector

@Suite final class FiringLedgerTests {
  private var ledger = FiringLedger()

  private func time(_ seconds: Int64) -> WallTime { WallTime(secondsSinceEpoch: seconds) }

  private func finish(_ second: Int64) -> WallTime? { ledger.finish(time(second)) }

  @Test func `the mark never passes what is under way`() {
    for second in [60, 120, 180] as [Int64] { ledger.begin(time(second)) }
    #expect(finish(120) == time(59))
    #expect(finish(60) == time(120))
    #expect(ledger.openCount == 1)
    #expect(finish(180) == time(180))
  }

  @Test(arguments: [CatchUp.none, .latest])
  func `the next occurrence takes the place of one that waits`(policy: CatchUp) {
    ledger.begin(time(60))
    ledger.wait(time(60))
    #expect(!ledger.isReplaced(time(60), under: policy))
    ledger.begin(time(120))
    #expect(ledger.isReplaced(time(60), under: policy))
    #expect(!ledger.isReplaced(time(120), under: policy))
  }

  @Test func `as many newer ones as the limit take the place of one that waits`() {
    for second in [60, 120, 180] as [Int64] {
      ledger.begin(time(second))
      ledger.wait(time(second))
    }
    #expect(ledger.isReplaced(time(60), under: .all(limit: 2)))
    #expect(!ledger.isReplaced(time(120), under: .all(limit: 2)))
    _ = ledger.finish(time(180))
    #expect(!ledger.isReplaced(time(60), under: .all(limit: 2)))
  }

  @Test func `after the clock was set back the mark goes back too`() {
    ledger.begin(time(6_000))
    #expect(finish(6_000) == time(6_000))
    ledger.setBack()
    ledger.begin(time(60))
    #expect(finish(60) == time(60))
  }
}
