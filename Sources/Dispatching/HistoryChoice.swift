import Manifests
import Routing

/// Which events a loop keeps in the history, made ready to be asked.
struct HistoryChoice: Sendable {
  /// Whether any are.
  let isOn: Bool
  /// Whether every event is, and not only what fails: all that those that succeed have to look at.
  let takesAll: Bool
  /// In the order of `SourceID`.
  private let sources: [Bool]

  init(_ manifest: Manifest) {
    isOn = manifest.history.record != .off
    takesAll = manifest.history.record == .all
    sources = manifest.sources.map(\.keepsHistory)
  }

  /// - Parameter source: nil where it can't be told.
  func takes(_ source: SourceID?) -> Bool { source.map { sources[$0.index] } ?? true }
}
