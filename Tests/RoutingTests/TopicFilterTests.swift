import Foundation
import Testing

@testable import Routing

struct TopicFilterTests {
  @Test(arguments: [
    ("a/b", "a/b", true), ("a/b", "a/b/", false), ("a/b", "a/c", false), ("a/+", "a/b", true),
    ("a/+", "a", false), ("a/+", "a/", true), ("a/+", "a/b/c", false), ("a/#", "a", true),
    ("a/#", "a/b/c", true), ("a/#", "ab", false), ("+/+", "/", true), ("+", "/a", false),
    ("/+", "/a", true), ("#", "a/b", true), ("#", "$SYS/a", false), ("+/a", "$SYS/a", false),
    ("$SYS/#", "$SYS/a", true), ("$SYS/+", "$SYS/a", true), ("a/+/c", "a/$b/c", true),
    ("$share/g/a/+", "a/b", true), ("$share/g/#", "$SYS/a", false),
    ("$share/g//a", "/a", true), ("$shared/a", "$shared/a", true), ("é/+", "é/x", true),
    ("e\u{301}", "\u{e9}", false), ("a/b", "a", false), ("a", "a/b", false),
  ])
  func `filters match level by level`(filter: String, topic: String, isMatch: Bool) throws {
    #expect(try TopicFilter(filter).matches(topic) == isMatch)
  }

  @Test(arguments: [
    ("", "is empty"), ("a\0b", "NUL"), ("a/#/b", "before its last level"), ("a#", "whole level"),
    ("a+/b", "whole level"), ("$share", "nothing after"), ("$share/g", "nothing after"),
    ("$share/g/", "nothing after"), ("$share//a", "no name"), ("$share/g+/a", "wildcard"),
    ("$share/#/a", "wildcard"),
  ])
  func `an invalid filter says why`(filter: String, reason: String) {
    let error = #expect(throws: RoutingError.self) { try TopicFilter(filter) }
    #expect(error?.reason.contains(reason) == true)
  }

  @Test func `a filter has a longest length`() throws {
    _ = try TopicFilter(String(repeating: "a", count: 65_535))
    let error = #expect(throws: RoutingError.self) {
      try TopicFilter(String(repeating: "a", count: 65_536))
    }
    #expect(error?.reason.contains("longer than 65535") == true)
  }

  @Test func `a shared filter keeps its name and text`() throws {
    let filter = try TopicFilter("$share/workers/a/#")
    #expect(filter.shareName == "workers")
    #expect(filter.description == "$share/workers/a/#")
    #expect(try TopicFilter("a/#").shareName == nil)
  }

  @Test func `a topic has no wildcard, no NUL and some length`() {
    #expect(TopicFilter.isTopic("a/b"))
    for topic in ["", "a/+", "#", "a\0", String(repeating: "a", count: 65_536)] {
      #expect(!TopicFilter.isTopic(topic))
    }
  }

  @Test(.enabled(if: table != nil, "the shared test data is absent"))
  func `mosquitto's own table holds`() throws {
    let lines = try #require(Self.table).split(separator: "\n").dropFirst()
    #expect(lines.count > 50)
    for line in lines {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let filter = try? TopicFilter(columns[0])
      let verdict =
        if let filter, TopicFilter.isTopic(columns[1]) {
          filter.matches(columns[1]) ? "match" : "no-match"
        } else {
          "invalid"
        }
      #expect(verdict == columns[2], "\(line)")
    }
  }

  private static let table: String? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "../shared/material/mqtt/topic-filters.tsv")
    return try? String(contentsOf: file, encoding: .utf8)
  }()
}
