import Testing

@testable import Manifests

struct MQTTTopicFilterTests {
  @Test(arguments: [
    "a", "/", "+", "#", "a/+/b", "a/#", "+/+", "$SYS/#", "$share/n/a", "$share/n//",
  ])
  func `a filter is right`(filter: String) {
    #expect(MQTTTopicFilter.problem(in: filter) == nil)
  }

  @Test(arguments: [
    "", "a+", "+a", "a/#/b", "#/", "a#", "##", "$share", "$share/n", "$share/n/", "$share//a",
    "$share/+/a", "$share/n/a+", "a\u{0}",
  ])
  func `a filter is refused`(filter: String) {
    #expect(MQTTTopicFilter.problem(in: filter) != nil)
  }
}
