import Instants
import Testing

@testable import Storage

struct QueueTrackerTests {
  @Test func `each commit tells what has become due, for a busy writer never rests`() {
    let tracker = QueueTracker(cacheBytes: 0)
    let notices = Notices()
    tracker.setReadyHandler { notices.add($0) }
    tracker.load(
      queue: report, token: 1, dueAtMilliseconds: 10, acceptedAtMilliseconds: 0,
      nowMilliseconds: 0)
    tracker.publish([], firstToken: 2, nowMilliseconds: 9)
    #expect(notices.all == [])
    tracker.publish([], firstToken: 2, nowMilliseconds: 10)
    #expect(notices.all == [report])
  }
}
