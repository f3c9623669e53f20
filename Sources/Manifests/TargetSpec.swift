/// What is invoked.
package enum TargetSpec: Sendable, Hashable {
  case http(HTTPTargetSpec)
  case exec(ExecTargetSpec)
  case workers(WorkersTargetSpec)
}
