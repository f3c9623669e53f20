import Storage

/// `patchbay dead-letters …`.
extension Command {
  static let deadLettersListSpec = CommandSpec(
    summary: "list what has failed for good",
    flags: filters + [.output, .limit] + router, variables: [.adminToken],
    example: "patchbay dead-letters list --function resize --since 2h")

  static let deadLettersShowSpec = CommandSpec(
    summary: "show all of a dead letter, with its event",
    arguments: [
      CommandSpec.Argument(placeholder: "ID", count: 1...1, summary: "the dead letter's id")
    ],
    flags: [.output] + router, variables: [.adminToken],
    example: "patchbay dead-letters show 019aa0c4-27b8-7d5e-8c4f-0b1d2e3f4a5b")

  static let deadLettersRedriveSpec = CommandSpec(
    summary: "deliver dead letters once more",
    arguments: [ids], flags: filters + [.all, .dryRun, .rate, .again, .output] + router,
    variables: [.adminToken],
    example: "patchbay dead-letters redrive --function resize --since 2h --rate 10/s")

  static let deadLettersPurgeSpec = CommandSpec(
    summary: "delete dead letters",
    arguments: [ids], flags: filters + [.all, .dryRun, .output] + router,
    variables: [.adminToken],
    example: "patchbay dead-letters purge --until 30d --dry-run")

  private static let ids = CommandSpec.Argument(
    placeholder: "ID…", count: 0...DeadLetterQuery.maxIDs,
    summary: "the dead letters' ids; without them, filters or --all say which")

  /// Each is called as the admin API calls it.
  static let filters: [Flag] = [.function, .association, .since, .until, .reason]

  /// How a router is reached.
  static let router: [Flag] = [.admin, .authority, .certificate, .key]
}
