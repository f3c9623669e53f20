/// The histograms there are; all of them hold durations.
package enum HistogramName: String, Sendable, CaseIterable {
  case invocationDuration = "patchbay_invocation_duration_seconds"
  case waitTime = "patchbay_wait_time_seconds"

  /// The names of the labels, in the order in which their values are given.
  package var labels: [String] {
    switch self {
    case .invocationDuration: ["function", "version"]
    case .waitTime: ["mode"]
    }
  }

  var help: String {
    switch self {
    case .invocationDuration: "Time from the start of an invocation to its end."
    case .waitTime: "Time that an event waited before its invocation began."
    }
  }
}
