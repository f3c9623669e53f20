import Instants
import Routing

/// What stands in a store's file.
package struct StoreStatistics: Sendable, Hashable {
  /// What stands there of one function.
  package struct Queue: Sendable, Hashable {
    package var function: FunctionName
    /// Deliveries that have not ended.
    package var deliveries = 0
    /// Those of them that have been attempted.
    package var attempted = 0
    /// Those of them that are not due yet.
    package var delayed = 0
    /// When the oldest of them was accepted; nil where there is none.
    package var oldestAcceptedAt: WallTime?
    package var deadLetters = 0
  }

  /// The version of the file's tables.
  package var schema: Int
  /// Of the file.
  package var bytes: Int
  /// Of the file, free to be used again.
  package var freeBytes: Int
  /// Of the log beside it, which is worked into the file now and then.
  package var logBytes: Int
  /// By the function's name.
  package var queues: [Queue] = []
}
