import Instants
import Routing

@testable import Storage

/// What is walked over beside the model.
protocol WalkedQueues {
  /// Whether keys of what is stored once are remembered, and dead letters listed.
  static var isWhole: Bool { get }

  /// Tells what the time is from now on.
  func set(_ now: WallTime)

  /// - Returns: the id of what was stored before with its `once` key.
  mutating func append(_ delivery: NewDelivery, now: WallTime) async throws -> String?
  mutating func lease(_ queue: FunctionName, limit: Int, now: WallTime) async throws -> [Lease]
  mutating func settle(_ settlement: Settlement, of delivery: NewDelivery) async throws
  mutating func cancel(_ id: String) async throws -> CancelledDelivery?
  func endHolds(of queue: FunctionName)
  mutating func setPause(_ target: PauseTarget, isPaused: Bool) async throws
  mutating func bury(_ delivery: NewDelivery) async throws
  /// - Parameter delivery: with the place in the line as the model counts it.
  mutating func redrive(
    _ letter: String, as delivery: NewDelivery, isRepeated: Bool, now: WallTime) async throws
  mutating func purge(_ letter: String) async throws
  func statistics() async throws -> [QueueStatistics]
  func deadCounts() async throws -> [FunctionName: Int]
  /// Each in the words of `QueueModel.Letter`, in the order of dying.
  func letters() async throws -> [String]
  mutating func restart(now: WallTime) async throws
  /// Drops all that is in memory, as the end of the process does.
  ///
  /// - Returns: the ids of the deliveries that stand in the file.
  mutating func crash(now: WallTime) async throws -> [String]
}
