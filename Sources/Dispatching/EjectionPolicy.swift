import Manifests

/// When a worker is left out, and until when.
struct EjectionPolicy: Sendable, Hashable {
  var spec: EjectionSpec
  /// Whether probes tell when it is back, and not the time.
  var isProbed: Bool
}
