import JSONSyntax
import Manifests

/// The story of an event for people: a line for each step, with its time, and for what waits.
struct EventStoryText {
  private let story: JSONValue

  /// - Parameter story: as `GET /v1/events/{id}` gives it.
  init(_ story: JSONValue) { self.story = story }

  func text(_ style: TextStyle) -> String {
    var text = style.bold("event \(story.word("event"))") + "\n"
    let steps = story["steps"]?.array ?? []
    let width = steps.reduce(0) { max($0, $1.word("at").count) }
    for step in steps {
      let time = step.word("at")
      let gap = String(repeating: " ", count: width - time.count + 2)
      for sentence in sentences(of: step) { text += "\(time)\(gap)\(sentence)\n" }
    }
    for delivery in story["waiting"]?.array ?? [] { text += waiting(delivery) + "\n" }
    return text
  }

  private func waiting(_ delivery: JSONValue) -> String {
    let reasons = (delivery["reasons"]?.array ?? []).compactMap { $0.string?.escapingControls }
    let attempts = delivery.number("attempts") ?? 0
    let made = attempts == 0 ? "" : ", attempted \(attempts) times"
    return
      "waits now\(place(delivery)), as delivery \(delivery.word("delivery")) due at "
      + "\(delivery.word("due"))\(made): \(reasons.joined(separator: "; "))"
  }

  private func sentences(of step: JSONValue) -> [String] {
    switch step["step"]?.string {
    case "routed": routed(step)
    case "queued": ["queued\(place(step))\(from(step)), as delivery \(step.word("delivery"))"]
    case "attempt": [attempt(step)]
    case "refused":
      [
        "refused\(place(step))\(step.number("status").map { " with \($0)" } ?? ""): "
          + step.word("reason")
      ]
    case "duplicate":
      [
        "not queued\(place(step)): a duplicate of delivery \(step.word("delivery")), which came "
          + "less than \(step.word("window")) before"
      ]
    case "redriven":
      [
        "redriven\(place(step)), as delivery \(step.word("delivery")) of dead letter "
          + step.word("letter")
      ]
    case "followed":
      [
        "the end of delivery \(step.word("of")) goes on\(place(step)), as delivery "
          + step.word("delivery")
      ]
    case "replayed": ["replayed\(place(step)), as delivery \(step.word("delivery"))"]
    case "ended": ["ended\(place(step)), \(ending(step)): \(step.word("reason"))"]
    default: [step.compactText.escapingControls]
    }
  }

  private func routed(_ step: JSONValue) -> [String] {
    let afterwards = step["toldAfterwards"] == true ? ", told at the first failure" : ""
    var sentences = ["came\(from(step))\(afterwards)"]
    let associations = step["associations"]?.array ?? []
    for association in associations {
      let reason = association.word("reason")
      if association["matched"] == true {
        let hash = association["hash"] == nil ? "" : ", by hash \(association.word("hash"))"
        sentences.append(
          "\(association.word("name")): matches (\(reason)), goes to "
            + "\(association.word("function"))\(hash)")
      } else {
        sentences.append("\(association.word("name")): \(reason)")
      }
    }
    if let others = step.number("others") {
      sentences.append("\(others) more associations are not told of")
    } else if associations.isEmpty, step["source"] != nil {
      sentences.append("no association takes events from there")
    }
    return sentences
  }

  private func attempt(_ step: JSONValue) -> String {
    let number = step.number("number").map { " \($0)" } ?? ""
    let outcome = step["reason"]?.string?.escapingControls ?? "HTTP \(step.number("status") ?? 0)"
    let waited = step.seconds("waitedSeconds").map { ", after it had waited \($0)" } ?? ""
    let took = step.seconds("tookSeconds").map { " in \($0)" } ?? ""
    let batch = step.number("batch").map {
      $0 == 1 ? " in a batch of its own" : " in a batch of \($0)"
    }
    return "attempt\(number)\(batch ?? "")\(place(step))\(from(step)): "
      + "\(outcome)\(took)\(waited); \(ending(step))"
  }

  private func ending(_ step: JSONValue) -> String {
    let because = step["because"]?.string.map { ": \($0.escapingControls)" } ?? ""
    return switch step["then"]?.string {
    case "answered": "answered"
    case "delivered": "delivered"
    case "retry": "again at \(step.word("due"))"
    case "dead": "kept as a dead letter" + because
    case "expired": "too old for more" + because
    case "failed": "failed" + because
    default: step.word("then")
    }
  }

  /// ` for cold-cellar at resize:2`.
  private func place(_ step: JSONValue) -> String {
    let association = step["association"]?.string.map { " for \($0.escapingControls)" } ?? ""
    return association + (step["function"]?.string.map { " at \($0.escapingControls)" } ?? "")
  }

  /// ` from uploads, by catalog 2 of 2026-…`.
  private func from(_ step: JSONValue) -> String {
    var text = step["source"]?.string.map { " from \($0.escapingControls)" } ?? ""
    if let catalog = step["catalog"], let generation = catalog.number("generation") {
      text += ", by catalog \(generation) of \(catalog.word("since"))"
    }
    return text
  }
}

extension JSONValue {
  /// A member's text, fit for a terminal; empty where there is none.
  fileprivate func word(_ name: String) -> String { self[name]?.string?.escapingControls ?? "" }

  fileprivate func number(_ name: String) -> Int64? { self[name]?.integer }

  /// A time such as `1.5 ms`; nil where there is none.
  fileprivate func seconds(_ name: String) -> String? {
    self[name]?.number.map { seconds in
      Duration.microseconds(Int64((seconds * 1_000_000).rounded())).written
    }
  }
}
