import EventLoops
import Routing

extension Catalog {
  /// Who of all workers gets events now.
  package var workerStates: [WorkerState] { states(versions) }

  /// Who of a function's workers gets events now, in the order of its versions.
  package func workerStates(of function: FunctionName) -> [WorkerState] {
    states(versions(of: function))
  }

  private func states(_ entries: [VersionEntry]) -> [WorkerState] {
    let now = MonotonicTime.read()
    return entries.flatMap { entry in
      zip(entry.workerNames, entry.bindings.areUp(at: now)).map { name, isUp in
        WorkerState(version: entry.version, worker: name, isUp: isUp)
      }
    }
  }
}
