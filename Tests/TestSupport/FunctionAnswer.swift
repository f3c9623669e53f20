/// What a function of a test answers.
package struct FunctionAnswer: Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]
  /// Whether the connection is closed instead of an answer.
  package var breaksOff = false

  package init(
    _ status: Int = 200, headers: [(name: String, value: String)] = [], body: String = ""
  ) {
    self.status = status
    self.headers = headers
    self.body = Array(body.utf8)
  }

  package static var brokenOff: FunctionAnswer {
    var answer = FunctionAnswer()
    answer.breaksOff = true
    return answer
  }
}
