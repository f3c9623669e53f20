import Testing

@testable import Manifests

struct SpellingTests {
  @Test(arguments: [
    ("shedule", "schedule"), ("scheduel", "schedule"), ("Schedule", "schedule"),
    ("time_zone", "timezone"), ("sink", "sync"), ("env", "environment"), ("qeued", "queued"),
  ])
  func `the name that was meant is found`(text: String, meant: String) {
    var spelling = Spelling()
    let names = ["schedule", "timezone", "sync", "queued", "environment", "data"]
    #expect(spelling.nearest(to: text, among: names) == meant)
  }

  @Test(arguments: ["", "x", "completely", "ab", "--"])
  func `no name is made up`(text: String) {
    var spelling = Spelling()
    #expect(spelling.nearest(to: text, among: ["schedule", "timezone", "sync", "data"]) == nil)
  }

  @Test func `the work of one load is bounded`() {
    var spelling = Spelling(budget: 2_099)
    let names = (0..<100).map { "name-\($0)" }
    let found = (0..<30).filter { _ in spelling.nearest(to: "name-77x", among: names) != nil }
    #expect(found.count == 20)
  }
}
