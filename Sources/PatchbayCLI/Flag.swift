/// A flag of a command; the parser reads by it and the help is written from it.
struct Flag: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// On where it is given; it takes no value.
    case onOff
    /// Any text; the placeholder is what the help calls it.
    case text(placeholder: String)
    /// One of a few words.
    case choice([String])
    /// A whole number.
    case number(ClosedRange<Int>)
    /// A time such as `30s`.
    case duration(ClosedRange<Duration>)
  }

  /// Without the dashes, `log-level`.
  var name: String
  /// One letter, for `-o`; nil where there is none.
  var short: Character?
  var kind: Kind
  /// Written as a user would write it; nil where without the flag there is no value.
  var fallback: String?
  /// What the help says where `fallback` alone does not tell.
  var fallbackNote: String?
  /// Whether the command can't do without it.
  var isRequired: Bool
  /// The environment variable that stands in for the flag.
  var variable: String
  /// One line for the help.
  var summary: String

  init(
    _ name: String, short: Character? = nil, _ kind: Kind, default fallback: String? = nil,
    note: String? = nil, isRequired: Bool = false, variable: String? = nil, _ summary: String
  ) {
    self.name = name
    self.short = short
    self.kind = kind
    self.fallback = fallback
    fallbackNote = note
    self.isRequired = isRequired
    self.variable = variable ?? Flag.variable(for: name)
    self.summary = summary
  }

  /// `log-level` → `PATCHBAY_LOG_LEVEL`.
  static func variable(for name: String) -> String {
    "PATCHBAY_" + name.uppercased().split(separator: "-").joined(separator: "_")
  }

  /// What stands for its value in the help; nil for a flag that takes none.
  var placeholder: String? {
    switch kind {
    case .onOff: nil
    case .text(let placeholder): placeholder
    case .choice(let words): words.joined(separator: "|")
    case .number: "N"
    case .duration: "TIME"
    }
  }
}
