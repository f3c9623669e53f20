import Manifests
import Synchronization

/// The keys of an issuer as they are known now; somebody else may fetch them.
package final class KeyRing: Sendable {
  /// Where they are fetched; nil where they stand in the manifest.
  package let address: HTTPAddress?
  private let state: Mutex<State>

  private struct State: Sendable {
    /// nil before the first ones have come.
    var keys: KeySet?
    var ask: (@Sendable () -> Void)?
  }

  init(_ keys: KeySet) {
    address = nil
    state = Mutex(State(keys: keys))
  }

  init(from address: HTTPAddress) {
    self.address = address
    state = Mutex(State(keys: nil))
  }

  var keys: KeySet? { state.withLock { $0.keys } }

  /// Takes new keys in place of the old ones; from any thread.
  package func replace(_ keys: KeySet) { state.withLock { $0.keys = keys } }

  /// Sets whom to ask for keys that are not known; they come later or not at all.
  package func onUnknownKey(_ ask: @escaping @Sendable () -> Void) {
    state.withLock { $0.ask = ask }
  }

  func askForMore() { state.withLock { $0.ask }?() }
}
