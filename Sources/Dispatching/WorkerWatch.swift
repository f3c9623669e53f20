import EventLoops
import Telemetry

/// Takes in what is told of a version's workers, and logs who comes and goes.
struct WorkerWatch: Sendable {
  /// `resize:2`.
  let function: String
  /// What each worker is called where people see it.
  let names: [String]
  let bindings: WorkerBindings
  let log: Logger

  func note(_ outcome: WorkerOutcome, of worker: Int, now: MonotonicTime) {
    guard let change = bindings.note(outcome, of: worker, now: now) else { return }
    let fields = (LogField("function", function), LogField("worker", names[worker]))
    switch change {
    case .leftOut: log.warning("worker is left out", fields.0, fields.1)
    case .isBack: log.info("worker is back", fields.0, fields.1)
    }
  }
}
