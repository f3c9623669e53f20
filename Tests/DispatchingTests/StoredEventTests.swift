import Instants
import Testing

@testable import Dispatching

struct StoredEventTests {
  private func event(_ lines: String...) -> StoredEvent {
    StoredEvent(head: lines.flatMap { Array("\($0)\r\n".utf8) }, data: nil)
  }

  @Test func `an event's expirytime is found wherever it stands`() {
    let time = WallTime(secondsSinceEpoch: 1_774_747_800)
    let line = "ce-expirytime: 2026-03-29T01:30:00Z"
    #expect(event("ce-id: 1", line, "ce-type: t").expiryTime == time)
    #expect(event(line).expiryTime == time)
    #expect(event("ce-id: 1", line).expiryTime == time)
  }

  @Test func `what is no time, or another attribute, expires nothing`() {
    #expect(event().expiryTime == nil)
    #expect(event("ce-id: 1", "ce-type: ce-expirytime: 2026-03-29T01:30:00Z").expiryTime == nil)
    #expect(event("ce-expirytime: soon").expiryTime == nil)
    #expect(event("ce-expirytimes: 2026-03-29T01:30:00Z").expiryTime == nil)
  }

  @Test func `what was redriven or replayed is told by its mark, in no other place`() {
    #expect(event("ce-id: 1", "ce-patchbayreplay: 2026-03-29T01:30:00Z").isReplay)
    #expect(!event("ce-id: ce-patchbayreplay: 1", "ce-patchbayreplays: 1").isReplay)
  }
}
