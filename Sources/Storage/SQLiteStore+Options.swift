import EventLoops
import Instants

extension SQLiteStore {
  /// The limits of a store, with their defaults.
  package struct Options: Sendable {
    /// Deliveries and other changes in one commit.
    package var groupCount = 512
    /// Bytes of payload in one commit; one bigger change makes a group of its own.
    package var groupBytes = 8 << 20
    /// Changes that may wait for a commit; more are refused as unavailable.
    package var waitingCount = 100_000
    /// Bytes of payload that may wait for a commit; more are refused as unavailable.
    package var waitingBytes = 256 << 20
    /// Bytes of payload kept in memory until they are leased; others are read from the file.
    package var cacheBytes = 64 << 20
    /// How long a completion may wait for a commit that it can ride with.
    package var completionDelay: Duration = .milliseconds(50)
    /// Bytes of records for the ledger that may wait to be written; more are dropped.
    package var ledgerWaitingBytes = 8 << 20
    /// Bytes of records in one commit, so that events wait for few.
    package var ledgerGroupBytes = 256 << 10
    /// Bytes of events for the history that may wait to be written; more are dropped.
    package var historyWaitingBytes = 32 << 20
    /// Bytes of events for the history in one commit.
    package var historyGroupBytes = 4 << 20
    /// How long another process's lock on the file is waited for: somebody's shell, for example.
    package var lockTimeout: Duration = .seconds(5)
    /// Pages of 4,096 bytes that the file may have; nil leaves it to the disk.
    package var filePages: Int?
    /// The civil clock: tells when deliveries become due and when they died.
    package var clock: @Sendable () -> WallTime = { WallTime.now }

    package init() {}
  }
}
