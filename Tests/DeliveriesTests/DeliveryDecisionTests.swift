import Instants
import Testing

@testable import Deliveries

struct DeliveryDecisionTests {
  @Test(
    arguments: [
      (.done, .success), (.dead(reason: "HTTP 400"), .deadLetter), (.failed(reason: ""), .failure),
      (.expired, .expired), (.retry(at: WallTime(secondsSinceEpoch: 1)), nil),
    ] as [(DeliveryDecision, DeliveryOutcome?)])
  func `every decision but a retry ends the delivery`(
    decision: DeliveryDecision, outcome: DeliveryOutcome?
  ) {
    #expect(decision.outcome == outcome)
  }
}
