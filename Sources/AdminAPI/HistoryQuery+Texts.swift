import Deliveries
import Instants
import Routing
import Storage

extension HistoryQuery {
  /// The filters by which events of the history are chosen, as a URL and a JSON body call them.
  package static let filterNames = ["source", "from", "to", "type", "outcome", "association"]

  /// Takes the text of a filter.
  ///
  /// - Returns: what is allowed, where the text is not.
  package mutating func take(_ name: String, _ text: String, now: WallTime) -> String? {
    switch name {
    case "source":
      source = SourceName(text)
      return source == nil ? "the name of a source" : nil
    case "association":
      association = AssociationName(text)
      return association == nil ? "the name of an association" : nil
    case "from":
      from = WallTime(written: text, now: now)
      return from == nil ? WallTime.writtenForm : nil
    case "to":
      to = WallTime(written: text, now: now)
      return to == nil ? WallTime.writtenForm : nil
    case "outcome":
      guard let word = HistoryQuery.outcomeWords.first(where: { $0.word == text }) else {
        return HistoryQuery.outcomeWords.map(\.word).joined(separator: ", ")
      }
      outcomes = word.outcomes
      return nil
    default:
      type = text
      return text.isEmpty ? "the type of an event" : nil
    }
  }

  private static let outcomeWords: [(word: String, outcomes: Set<DeliveryOutcome>?)] = [
    ("failed", ReplayOrder.failures), ("dead_letter", [.deadLetter]), ("expired", [.expired]),
    ("success", [.success]), ("any", nil),
  ]
}
