/// What of the decisions about events is kept, to be asked for with `patchbay why`, and how long.
package struct LedgerSpec: Sendable, Hashable {
  /// Which events are recorded.
  package enum Choice: Sendable, Hashable {
    case all
    /// What matched nowhere, was refused, failed, was retried, died or expired.
    case failures
    case off
    /// This share of all events, more than 0 and at most 1, chosen by their ids; and failures.
    case sample(Double)
  }

  package var record = Choice.failures
  /// How long a record is kept.
  package var retention: Duration = .seconds(7 * 86_400)
  /// Bytes of records in the store; beyond it the oldest go.
  package var maxBytes = 256 << 20

  package static let retentionRange: ClosedRange<Duration> = .seconds(60) ... .seconds(366 * 86_400)
  package static let maxBytesRange = (1 << 20)...(64 << 30)

  package init() {}
}

extension LedgerSpec.Choice {
  /// Reads `all`, `failures`, `off` or `sample:0.01`; nil for anything else.
  init?(written text: String) {
    switch text {
    case "all": self = .all
    case "failures": self = .failures
    case "off": self = .off
    default:
      let lead = "sample:"
      guard text.hasPrefix(lead),
        text.dropFirst(lead.count).utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
        let share = Double(text.dropFirst(lead.count)), share > 0, share <= 1
      else { return nil }
      self = .sample(share)
    }
  }

  /// As a manifest writes it.
  package var written: String {
    switch self {
    case .all: "all"
    case .failures: "failures"
    case .off: "off"
    case .sample(let share): "sample:\(share)"
    }
  }

  static let words = ["all", "failures", "off"]
}
