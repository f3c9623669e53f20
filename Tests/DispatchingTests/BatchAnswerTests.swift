import Testing

@testable import Dispatching

struct BatchAnswerTests {
  private func read(_ text: String) -> BatchAnswer {
    BatchAnswer(Array(text.utf8), ids: ["a", "b", "ü"])
  }

  @Test(arguments: [
    "", "\n", "null", "{}", "[]", "OK", "17", #"{"done":3}"#, #"{"batchItemFailures":[]}"#,
    #"{"batchItemFailures":null}"#, " {\"x\":{\"batchItemFailures\":[1]}}\n",
  ])
  func `an answer that names nobody is good for all`(text: String) {
    #expect(read(text) == .done)
  }

  @Test func `those that are named have failed`() {
    #expect(
      read(#"{"batchItemFailures":[{"itemIdentifier":"a"}]}"#) == .failures(["a"]))
    #expect(
      read(
        #"{"note":1,"batchItemFailures":[{"itemIdentifier":"b"},{"why":[],"itemIdentifier":"\u00fc"},{"itemIdentifier":"b"}]}"#
      ) == .failures(["b", "ü"]))
  }

  @Test(arguments: [
    #"{"batchItemFailures":[{"itemIdentifier":"c"}]}"#,
    #"{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"c"}]}"#,
    #"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
    #"{"batchItemFailures":[{"itemIdentifier":null}]}"#,
    #"{"batchItemFailures":[{"itemIdentifier":"a","itemIdentifier":null}]}"#,
    #"{"batchItemFailures":[{"itemIdentifier":1}]}"#, #"{"batchItemFailures":[{"id":"a"}]}"#,
    #"{"batchItemFailures":["a"]}"#, #"{"batchItemFailures":[null]}"#,
    #"{"batchItemFailures":"a"}"#, #"{"batchItemFailures":{"itemIdentifier":"a"}}"#,
    #"{"batchItemFailures":false}"#, #"{"batchItemFailures":[{"itemIdentifier":"a"}]"#,
    #"{"batchItemFailures":[],"batchItemFailures":[]}"#,
  ])
  func `an answer that means failures and can't be understood is good for none`(text: String) {
    guard case .unusable(let reason) = read(text) else {
      Issue.record("\(text) was taken for \(read(text))")
      return
    }
    #expect(reason.contains("batchItemFailures"))
  }
}
