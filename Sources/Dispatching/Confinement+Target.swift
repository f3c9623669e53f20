import EventLoops
import Manifests

extension Confinement {
  /// What a manifest says of a program.
  init(_ target: ExecTargetSpec) {
    self.init()
    user = target.user
    let limits = target.limits
    // Part of a second is granted whole.
    self.limits[.cpu] = limits.cpu.map { Int(($0 + .nanoseconds(999_999_999)).components.seconds) }
    self.limits[.memory] = limits.memoryBytes
    self.limits[.files] = limits.files
    self.limits[.processes] = limits.processes
  }
}
