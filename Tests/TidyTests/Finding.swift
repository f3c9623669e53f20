/// A place that breaks a house rule.
struct Finding: CustomStringConvertible {
  var path: String
  /// Counted from 1.
  var line: Int
  var rule: String
  var text: String

  var description: String { "\(path):\(line): \(rule): \(text)" }
}
