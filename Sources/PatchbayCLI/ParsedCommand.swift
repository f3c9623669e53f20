import Manifests

/// A command line that was understood: every value in it is one that its flag allows.
struct ParsedCommand: Sendable, Hashable {
  /// Where a value comes from; the later ones win.
  enum Origin: Int, Sendable, Hashable, Comparable {
    case fallback, environment, argument

    static func < (left: Origin, right: Origin) -> Bool { left.rawValue < right.rawValue }
  }

  struct Value: Sendable, Hashable {
    var text: String
    var origin: Origin
  }

  var command: Command
  /// What is neither a command nor a flag.
  var arguments: [String] = []
  /// By the flag's name; flags without a value are left out.
  var values: [String: Value] = [:]

  /// The value of a flag; nil where there is none.
  subscript(flag: Flag) -> String? { values[flag.name]?.text }

  func origin(of flag: Flag) -> Origin { values[flag.name]?.origin ?? .fallback }

  func isOn(_ flag: Flag) -> Bool { values[flag.name] != nil }

  func number(_ flag: Flag) -> Int? { self[flag].flatMap { Int($0) } }

  func duration(_ flag: Flag) -> Duration? { self[flag].flatMap { Duration(written: $0) } }

  /// Whether a program will read the output.
  var wantsJSON: Bool { self[.output] == "json" }
}
