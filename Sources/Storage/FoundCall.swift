import Instants

/// What is known of a delivery whose result may be asked for.
package enum FoundCall: Sendable, Hashable {
  /// It has not ended.
  ///
  /// - `attempts`: that have failed.
  /// - `dueAt`: no attempt before this.
  /// - `isLeased`: an attempt is under way, or about to be.
  case underWay(attempts: Int, dueAt: WallTime, isLeased: Bool)
  case ended(StoredResult)
}
