import EventLoops
import Storage
import Synchronization
import Telemetry

/// What the routers of all loops share.
package final class RouterServices: Sendable {
  package let store: SQLiteStore
  package let log: Logger
  package let versions = VersionRegistry()
  /// Where queued events wait for others of their association, whichever loop has leased them.
  let batches = Mutex(BatchCollector())
  /// What looks up the hosts of functions.
  let names = NameResolver()
  /// `PATH`, which `exec` targets inherit.
  let searchPath: String

  package init(store: SQLiteStore, log: Logger, searchPath: String) {
    self.store = store
    self.log = log
    self.searchPath = searchPath
  }
}
