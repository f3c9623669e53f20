import Manifests
import Routing

/// Which events a loop records, made ready to be asked.
struct LedgerChoice: Sendable {
  /// Whether failures are.
  let isOn: Bool
  /// Whether events that succeed at once may be: all that these have to look at.
  let takesSuccess: Bool
  /// Hashes of ids below it are recorded.
  private let sampleLimit: UInt64

  init(_ choice: LedgerSpec.Choice) {
    switch choice {
    case .off: (isOn, takesSuccess, sampleLimit) = (false, false, 0)
    case .failures: (isOn, takesSuccess, sampleLimit) = (true, false, 0)
    case .all: (isOn, takesSuccess, sampleLimit) = (true, true, .max)
    case .sample(let share):
      let limit = UInt64(exactly: (share * 0x1p64).rounded(.down)) ?? .max
      (isOn, takesSuccess, sampleLimit) = (true, true, limit)
    }
  }

  /// Whether this event is recorded though nothing fails: the same on every router.
  func samples(_ event: String) -> Bool {
    sampleLimit == .max || sampleLimit > 0 && XXH64.hash(event) < sampleLimit
  }
}
