/// What is invoked.
package enum TargetSpec: Sendable, Hashable {
  case http(HTTPTargetSpec)
  case exec(ExecTargetSpec)
  case workers(WorkersTargetSpec)
  /// The URL that a call has named for its result; no manifest declares it.
  case callback
}
