import Routing

/// All that is kept in memory about one queue.
struct TrackedQueue {
  let name: FunctionName
  var ready = ReadyQueue()
  /// What waits for its association's pause to end.
  var parked: [AssociationName: ParkedEntries] = [:]
  /// Whether nothing is leased.
  var isPaused = false
  var leasedCount = 0
  /// Those that wait behind others of their line.
  var waitingCount = 0
  var deadCount = 0
  /// Dead letters that hold a line.
  var holderCount = 0
  /// Whether somebody has found less than wanted, or never looked, and has not been told since
  /// that there is more.
  var isHungry = true
}
