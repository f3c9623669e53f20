import EventLoops

extension Catalog {
  /// Who of all workers gets events now.
  package var workerStates: [WorkerState] {
    let now = MonotonicTime.read()
    return versions.flatMap { entry in
      zip(entry.workerNames, entry.bindings.areUp(at: now)).map { name, isUp in
        WorkerState(version: entry.version, worker: name, isUp: isUp)
      }
    }
  }
}
