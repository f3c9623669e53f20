/// `patchbay stats` and `logs`.
extension Command {
  static let statsSpec = CommandSpec(
    summary: "tell what was counted of a function: deliveries, attempts, times, its queue",
    arguments: [function("NAME, or NAME:VERSION")], flags: [.output] + router,
    variables: [.adminToken], example: "patchbay stats resize")

  static let logsSpec = CommandSpec(
    summary: "show the last lines of a function's log, and with -f those to come",
    arguments: [function("NAME, or NAME:VERSION")],
    flags: [.follow, .tail, .linesSince, .output] + router, variables: [.adminToken],
    example: "patchbay logs resize -f --tail 20")

  private static func function(_ summary: String) -> CommandSpec.Argument {
    CommandSpec.Argument(placeholder: "FUNCTION", count: 1...1, summary: summary)
  }
}
