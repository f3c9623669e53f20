import Manifests
import Testing

@testable import Dispatching

struct LedgerChoiceTests {
  private let ids = (0..<20_000).map { "event-\($0)" }

  @Test func `a sample is the share that was asked for, and a larger one holds it`() {
    let (few, more) = (LedgerChoice(.sample(0.01)), LedgerChoice(.sample(0.1)))
    let chosen = ids.filter { few.samples($0) }
    #expect((150...250).contains(chosen.count), "\(chosen.count)")
    #expect(chosen.allSatisfy { more.samples($0) })
    #expect((1_800...2_200).contains(ids.count { more.samples($0) }))
  }

  @Test(arguments: [
    (LedgerSpec.Choice.all, true, true, 20_000), (.sample(1), true, true, 20_000),
    (.failures, true, false, 0), (.off, false, false, 0),
  ])
  func `what is recorded is what the manifest says`(
    choice: LedgerSpec.Choice, isOn: Bool, takesSuccess: Bool, count: Int
  ) {
    let ledger = LedgerChoice(choice)
    #expect(ledger.isOn == isOn && ledger.takesSuccess == takesSuccess)
    #expect(ids.count { ledger.samples($0) } == count)
  }
}
