import Testing

@testable import Deliveries

struct RetryRuleTests {
  @Test(arguments: [
    "300", "404", "429", "599", "3xx", "4xx", "5xx", "timeout", "unreachable", "failure",
  ])
  func `a rule is written as it is read`(text: String) throws {
    #expect(try #require(RetryRule(text)).written == text)
  }

  @Test(arguments: ["", "200", "2xx", "600", "6xx", "5XX", "50x", "5", "+50", "Timeout", "busy"])
  func `anything else is no rule`(text: String) { #expect(RetryRule(text) == nil) }
}
