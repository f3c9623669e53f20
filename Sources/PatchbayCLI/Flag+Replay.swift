/// The flags of `patchbay replay`.
extension Flag {
  static let eventSource = Flag(
    "source", .text(placeholder: "NAME"), note: "any", variable: "PATCHBAY_REPLAY_SOURCE",
    "only what came in there")
  static let takenFrom = Flag(
    "from", .text(placeholder: "TIME"), note: "the first", variable: "PATCHBAY_REPLAY_FROM",
    "only what came then or later: a time back such as 2h, or an instant")
  static let takenTo = Flag(
    "to", .text(placeholder: "TIME"), note: "now", variable: "PATCHBAY_REPLAY_TO",
    "only what came before: a time back such as 2h, or an instant")
  static let eventType = Flag(
    "type", .text(placeholder: "TYPE"), note: "any", variable: "PATCHBAY_REPLAY_TYPE",
    "only events of this type")
  static let eventFilter = Flag(
    "filter", .text(placeholder: "FILTER"), note: "none", variable: "PATCHBAY_REPLAY_FILTER",
    "only what satisfies a filter as in a manifest, or that of @FILE")
  static let outcome = Flag(
    "outcome", .text(placeholder: "END"), note: "failed or any",
    variable: "PATCHBAY_REPLAY_OUTCOME",
    "how deliveries ended: failed, dead_letter, expired, success, any")
  static let replayAssociation = Flag(
    "association", .text(placeholder: "NAME"), note: "by --outcome",
    variable: "PATCHBAY_REPLAY_ASSOCIATION",
    "this one gets them, with any --outcome, or none yet")
  static let allEvents = Flag(
    "all", .onOff, variable: "PATCHBAY_REPLAY_ALL", "all events of the history")
  static let replayRate = Flag(
    "rate", .text(placeholder: "N/s"), note: "all at once", variable: "PATCHBAY_REPLAY_RATE",
    "how many are delivered in a time: 100/s, 30/m or 5/h")
  static let cursor = Flag(
    "cursor", .text(placeholder: "CURSOR"), note: "the first",
    variable: "PATCHBAY_REPLAY_CURSOR", "go on where a replay of the same was interrupted")
}
