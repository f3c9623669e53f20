import Instants
import Routing
import Storage

extension DeadLetterQuery {
  /// The filters by which dead letters are chosen, as a URL and a JSON body call them.
  package static let filterNames = ["function", "association", "since", "until", "reason"]

  /// Takes the text of a filter.
  ///
  /// - Returns: what is allowed, where the text is not.
  package mutating func take(_ name: String, _ text: String, now: WallTime) -> String? {
    switch name {
    case "function":
      function = FunctionName(operated: text)
      return function == nil ? "the name of a function, without a version" : nil
    case "association":
      association = AssociationName(operated: text)
      return association == nil ? "the name of an association" : nil
    case "since":
      since = WallTime(written: text, now: now)
      return since == nil ? WallTime.writtenForm : nil
    case "until":
      until = WallTime(written: text, now: now)
      return until == nil ? WallTime.writtenForm : nil
    default:
      words = text.split(separator: " ").map(String.init)
      let isRight = (1...DeadLetterQuery.maxWords).contains(words.count)
      return isRight ? nil : "1 to \(DeadLetterQuery.maxWords) words"
    }
  }
}
