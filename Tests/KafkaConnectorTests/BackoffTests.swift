import Testing

@testable import KafkaConnector

struct BackoffTests {
  @Test(arguments: [(1, 100), (2, 200), (5, 1_600), (10, 30_000), (1_000_000, 30_000)])
  func `waits double up to half a minute`(attempt: Int, milliseconds: Int) {
    #expect(Backoff.wait(attempt: attempt, random: 1) == .milliseconds(milliseconds))
    #expect(Backoff.wait(attempt: attempt, random: 0) == .milliseconds(milliseconds) / 2)
  }
}
