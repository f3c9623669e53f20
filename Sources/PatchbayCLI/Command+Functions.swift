/// `patchbay stats`.
extension Command {
  static let statsSpec = CommandSpec(
    summary: "tell what was counted of a function: deliveries, attempts, times, its queue",
    arguments: [function("NAME, or NAME:VERSION")], flags: [.output] + router,
    variables: [.adminToken], example: "patchbay stats resize")

  private static func function(_ summary: String) -> CommandSpec.Argument {
    CommandSpec.Argument(placeholder: "FUNCTION", count: 1...1, summary: summary)
  }
}
