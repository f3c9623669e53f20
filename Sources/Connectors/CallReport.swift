import Instants

/// What is known of a call of `/async-function/…`, or of another delivery whose result is kept.
package enum CallReport: Sendable {
  /// Where a call stands that has not ended.
  package enum State: String, Sendable {
    /// It has not been attempted.
    case waiting
    /// An attempt is under way.
    case running
    /// An attempt has failed; another follows.
    case retrying
  }

  /// - `attempts`: that have failed.
  /// - `nextAttemptAt`: no attempt before this; nil where one is under way.
  case underWay(State, attempts: Int, nextAttemptAt: WallTime?)
  case ended(CallEnd)
  /// It can't be said now.
  case unavailable(reason: String)
}
