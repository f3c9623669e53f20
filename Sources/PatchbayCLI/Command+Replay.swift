import Storage

extension Command {
  static let replaySpec = CommandSpec(
    summary: "deliver events that were taken in before once more",
    arguments: [
      CommandSpec.Argument(
        placeholder: "EVENT-ID…", count: 0...HistoryQuery.maxIDs,
        summary: "the events' ids; without them, filters or --all say which")
    ],
    flags: historyFilters + [
      .eventFilter, .allEvents, .dryRun, .replayRate, .cursor, .output,
    ] + router,
    variables: [.adminToken],
    example: "patchbay replay --source uploads --from 2h --rate 100/s")

  /// Each is called as the admin API calls it.
  static let historyFilters: [Flag] = [
    .eventSource, .takenFrom, .takenTo, .eventType, .outcome, .replayAssociation,
  ]
}
