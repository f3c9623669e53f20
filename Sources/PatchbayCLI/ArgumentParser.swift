import Manifests

/// Understands a command line; pure, the environment is an argument.
struct ArgumentParser {
  /// What a command line asks for.
  enum Outcome: Sendable, Hashable {
    case run(ParsedCommand)
    /// The help of a command, of the commands that begin with a word, or of the whole program.
    case help([String])
  }

  /// The value of an environment variable; nil where it is not set.
  var environment: (_ name: String) -> String?
  private var spelling = Spelling()

  init(environment: @escaping (String) -> String?) { self.environment = environment }

  /// Understands the arguments that stand after the program's name.
  ///
  /// - Throws: `CLIError.usage` for what no command takes.
  mutating func parse(_ arguments: [String]) throws(CLIError) -> Outcome {
    let asksForHelp = arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    guard let first = arguments.first else { throw .usage("a command is missing", nil) }
    if first == "--version" { return .run(ParsedCommand(command: .version)) }
    if first == "--help" || first == "-h" { return .help([]) }
    guard let command = try command(arguments, asksForHelp) else { return .help([first]) }
    if asksForHelp { return .help(command.words) }
    let rest = Array(arguments.dropFirst(command.words.count))
    var parsed = ParsedCommand(command: command)
    for flag in command.spec.flags { parsed.values[flag.name] = try standingValue(flag, command) }
    try read(rest, into: &parsed)
    if command == .help { return .help(parsed.arguments) }
    try check(parsed)
    return .run(parsed)
  }

  // MARK: The command

  /// The command whose words come first; nil where only the help of a group is asked for.
  private mutating func command(_ arguments: [String], _ asksForHelp: Bool) throws(CLIError)
    -> Command?
  {
    let first = arguments[0]
    let second = arguments.dropFirst().first { $0 == "--" || !$0.hasPrefix("-") }
    let group = Command.allCases.filter { $0.words[0] == first }
    if let command = group.first(where: { $0.words.count == 1 }) { return command }
    if let command = group.first(where: {
      $0.words.dropFirst().first == arguments.dropFirst().first
    }) {
      return command
    }
    if group.isEmpty {
      let known = Set(Command.allCases.map { $0.words[0] }).sorted()
      let kind = first.hasPrefix("-") ? "flag before the command" : "command"
      throw .usage("unknown \(kind) `\(first.escapingControls)`" + meant(first, known), nil)
    }
    if asksForHelp { return nil }
    let known = group.map { $0.words[1] }
    guard let second else {
      throw .usage("`\(first)` needs a command after it: \(known.joined(separator: ", "))", nil)
    }
    throw .usage(
      "unknown command `\(first) \(second.escapingControls)`"
        + meant(second, known, default: known.count == 1 ? known.first : nil, before: first), nil)
  }

  // MARK: Flags and arguments

  private mutating func read(_ arguments: [String], into parsed: inout ParsedCommand)
    throws(CLIError)
  {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word == "--" {
        parsed.arguments += rest
        return
      }
      guard word.hasPrefix("-"), word != "-" else {
        parsed.arguments.append(word)
        continue
      }
      let (name, attached) = split(word)
      guard let flag = parsed.command.spec.flags.first(where: { isCalled($0, name) }) else {
        throw unknown(name, parsed.command)
      }
      let text = try value(of: flag, as: name, attached, &rest, parsed.command)
      parsed.values[flag.name] = text.map { ParsedCommand.Value(text: $0, origin: .argument) }
    }
  }

  /// `--name=value` → `--name` and `value`; `-ojson` → `-o` and `json`.
  private func split(_ word: String) -> (name: String, attached: String?) {
    if let equals = word.firstIndex(of: "=") {
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    if !word.hasPrefix("--"), word.count > 2 {
      return (String(word.prefix(2)), String(word.dropFirst(2)))
    }
    return (word, nil)
  }

  private func isCalled(_ flag: Flag, _ name: String) -> Bool {
    name == "--\(flag.name)" || flag.short.map { name == "-\($0)" } ?? false
  }

  /// The text of a flag that was given; nil for one that was switched off.
  private mutating func value(
    of flag: Flag, as name: String, _ attached: String?, _ rest: inout ArraySlice<String>,
    _ command: Command
  ) throws(CLIError) -> String? {
    guard let placeholder = flag.placeholder else {
      guard let attached else { return "true" }
      return try onOff(attached, name, command)
    }
    if let attached { return try checked(attached, flag, name, command) }
    guard let next = rest.first, next == "-" || !next.hasPrefix("--") else {
      throw .usage("\(name) needs a value: \(name) \(placeholder)", command)
    }
    rest.removeFirst()
    return try checked(next, flag, name, command)
  }

  /// What a flag's value is where the arguments do not say: the environment's, or its default.
  private mutating func standingValue(_ flag: Flag, _ command: Command) throws(CLIError)
    -> ParsedCommand.Value?
  {
    guard let text = environment(flag.variable), !text.isEmpty else {
      return flag.fallback.map { ParsedCommand.Value(text: $0, origin: .fallback) }
    }
    let value =
      flag.kind == .onOff
      ? try onOff(text, flag.variable, command) : try checked(text, flag, flag.variable, command)
    return value.map { ParsedCommand.Value(text: $0, origin: .environment) }
  }

  // MARK: Values

  private func onOff(_ text: String, _ name: String, _ command: Command) throws(CLIError) -> String?
  {
    switch text.lowercased() {
    case "true", "yes", "on", "1": return "true"
    case "false", "no", "off", "0": return nil
    default: throw .usage("\(name) is true or false, not `\(text.escapingControls)`", command)
    }
  }

  /// - Parameter name: the flag or the variable, whichever the value comes from.
  private mutating func checked(
    _ text: String, _ flag: Flag, _ name: String, _ command: Command
  ) throws(CLIError) -> String {
    let found = "not `\(text.escapingControls)`"
    switch flag.kind {
    case .onOff, .text:
      if text.isEmpty { throw .usage("\(name) must not be empty", command) }
    case .choice(let words):
      guard words.contains(text) else {
        let allowed = words.joined(separator: ", ")
        throw .usage("\(name) is one of \(allowed), \(found)" + meant(text, words), command)
      }
    case .number(let range):
      guard let number = Int(text), range.contains(number) else {
        let limits = "\(range.lowerBound) to \(range.upperBound)"
        throw .usage("\(name) is a number from \(limits), \(found)", command)
      }
    case .duration(let range):
      guard let duration = Duration(written: text), range.contains(duration) else {
        let limits = "\(range.lowerBound.written) to \(range.upperBound.written)"
        throw .usage("\(name) is a time such as 30s, from \(limits), \(found)", command)
      }
    }
    return text
  }

  // MARK: Problems

  private func check(_ parsed: ParsedCommand) throws(CLIError) {
    let spec = parsed.command.spec
    let least = spec.arguments.map(\.count.lowerBound).reduce(0, +)
    let most = spec.arguments.map(\.count.upperBound).reduce(0, +)
    if parsed.arguments.count < least {
      let missing = spec.arguments[min(parsed.arguments.count, spec.arguments.count - 1)]
      throw .usage("\(missing.placeholder) is missing: \(missing.summary)", parsed.command)
    }
    if parsed.arguments.count > most {
      let extra = parsed.arguments[most].escapingControls
      throw .usage("`\(extra)` is one argument too many", parsed.command)
    }
    for flag in spec.flags where flag.isRequired && parsed[flag] == nil {
      throw .usage(
        "--\(flag.name) \(flag.placeholder ?? "") is missing: \(flag.summary)", parsed.command)
    }
  }

  private mutating func unknown(_ name: String, _ command: Command) -> CLIError {
    let variable = Flag.variable(for: String(name.drop { $0 == "-" }))
    if command.spec.variables.contains(where: { $0.name == variable }) {
      return .usage(
        "\(name) is no flag, because every user of this machine can read arguments: set "
          + variable,
        command)
    }
    var known = command.spec.flags.map { "--\($0.name)" }
    known.append("--help")
    return .usage("unknown flag `\(name.escapingControls)`" + meant(name, known), command)
  }

  private mutating func meant(
    _ text: String, _ known: [String], default fallback: String? = nil, before: String? = nil
  ) -> String {
    guard let name = spelling.nearest(to: text, among: known) ?? fallback else { return "" }
    let whole = before.map { "\($0) \(name)" } ?? name
    return "; did you mean `\(whole)`?"
  }
}
