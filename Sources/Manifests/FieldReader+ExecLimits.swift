extension FieldReader {
  /// Reads what a program may use.
  func execLimits() -> ExecLimits? {
    mapping(allowed: "a map with `cpu`, `memory`, `files` or `processes`") { map in
      var limits = ExecLimits()
      limits.cpu = map.optional("cpu") { field in
        field.duration(in: .seconds(1)...(.seconds(86_400))).flatMap { time in
          field.granted("cpu", Int(time.components.seconds)) ? time : nil
        }
      }
      limits.memoryBytes = map.optional("memory") { field in
        field.size(in: 1_048_576...1_099_511_627_776)
          .flatMap { field.granted("memory", $0) ? $0 : nil }
      }
      limits.files = map.optional("files") { $0.count("files", in: 3...1_048_576) }
      limits.processes = map.optional("processes") { $0.count("processes", in: 1...1_000_000) }
      return limits
    }
  }

  private func count(_ name: String, in range: ClosedRange<Int>) -> Int? {
    integer(in: range).flatMap { granted(name, $0) ? $0 : nil }
  }

  /// Whether the router may set a limit so high; reports where it may not.
  private func granted(_ name: String, _ value: Int) -> Bool {
    guard let problem = reading.checks.limit(name, value) else { return true }
    refuse("found a limit \(problem)", allowed: "what the router itself is granted")
    return false
  }
}
