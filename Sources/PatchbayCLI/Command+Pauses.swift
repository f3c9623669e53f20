import Routing

/// `patchbay pause`, `resume` and `drain`.
extension Command {
  static let pauseSpec = CommandSpec(
    summary: "hold a function's, source's or association's events back",
    arguments: [kind, name], flags: [.output] + router, variables: [.adminToken],
    example: "patchbay pause function resize")

  static let resumeSpec = CommandSpec(
    summary: "let go on what is paused", arguments: [kind, name], flags: [.output] + router,
    variables: [.adminToken], example: "patchbay resume function/resize")

  static let drainSpec = CommandSpec(
    summary: "pause a function and wait until nothing of it is in flight",
    arguments: [
      CommandSpec.Argument(placeholder: "function", count: 1...1, summary: "or function/NAME"),
      name,
    ],
    flags: [.drainTimeout] + router, variables: [.adminToken],
    example: "patchbay drain function resize --timeout 1m")

  private static let kind = CommandSpec.Argument(
    placeholder: PauseTarget.Kind.allCases.map(\.rawValue).joined(separator: "|"), count: 1...1,
    summary: "what it is; or KIND/NAME in one word")

  private static let name = CommandSpec.Argument(
    placeholder: "NAME", count: 0...1, summary: "its name")
}
