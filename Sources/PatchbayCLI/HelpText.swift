/// What `--help` says, written from the commands' tables.
struct HelpText {
  var style: TextStyle

  /// The help of one command, of a group of commands, or of the program.
  ///
  /// - Parameter words: those of a command; none for the whole program.
  /// - Throws: `CLIError.usage` where there is no such command.
  func text(for words: [String]) throws(CLIError) -> String {
    if words.isEmpty { return program(Command.allCases) }
    if let command = Command.allCases.first(where: { $0.words == words }) {
      return text(for: command)
    }
    let group = Command.allCases.filter { words.count == 1 && $0.words[0] == words[0] }
    guard !group.isEmpty else {
      throw .usage("there is no command `\(words.joined(separator: " "))`", nil)
    }
    return program(group)
  }

  private func program(_ commands: [Command]) -> String {
    var text = "patchbay routes events from HTTP, cron, MQTT and Kafka to functions.\n\n"
    text += style.bold("Usage:") + " patchbay COMMAND [ARGUMENT…] [FLAG…]\n\n"
    text += style.bold("Commands:") + "\n"
    text += columns(commands.map { ($0.rawValue, [$0.spec.summary]) })
    text += "\n`patchbay COMMAND --help` explains a command. Every flag can also be set by its\n"
    return text + "environment variable; a flag wins over the environment.\n"
  }

  private func text(for command: Command) -> String {
    let spec = command.spec
    var text = "\(style.bold("patchbay \(command.rawValue)")): \(spec.summary).\n\n"
    text += style.bold("Usage:") + " patchbay \(command.rawValue)\(usage(spec))\n"
    if !spec.arguments.isEmpty {
      text += "\n" + style.bold("Arguments:") + "\n"
      text += columns(spec.arguments.map { ($0.placeholder, [$0.summary]) })
    }
    text += "\n" + style.bold("Flags:") + "\n"
    text += columns(spec.flags.map { (title($0), details($0)) } + [("-h, --help", ["this help"])])
    if !spec.variables.isEmpty {
      text += "\n" + style.bold("Environment only:") + "\n"
      text += columns(spec.variables.map { ($0.name, [$0.summary]) })
    }
    return text + "\n" + style.bold("Example:") + "\n  \(spec.example)\n"
  }

  private func usage(_ spec: CommandSpec) -> String {
    var text = ""
    for argument in spec.arguments {
      let isOptional = argument.count.lowerBound == 0
      text += isOptional ? " [\(argument.placeholder)]" : " \(argument.placeholder)"
    }
    for flag in spec.flags where flag.isRequired {
      text += " --\(flag.name) \(flag.placeholder ?? "")"
    }
    return spec.flags.allSatisfy(\.isRequired) ? text : text + " [FLAG…]"
  }

  private func title(_ flag: Flag) -> String {
    let short = flag.short.map { "-\($0), " } ?? "    "
    return "\(short)--\(flag.name)" + (flag.placeholder.map { " \($0)" } ?? "")
  }

  private func details(_ flag: Flag) -> [String] {
    var facts: [String] = []
    if flag.isRequired { facts.append("required") }
    if let fallback = flag.fallback ?? flag.fallbackNote { facts.append("default: \(fallback)") }
    facts.append("environment: \(flag.variable)")
    return [flag.summary, style.dim(facts.joined(separator: "; "))]
  }

  /// The most characters of a title that has its first line beside it.
  private static let maxTitleLength = 26

  /// Titles on the left, their lines on the right; below a title that is too long for that.
  private func columns(_ rows: [(title: String, lines: [String])]) -> String {
    let lengths = rows.map(\.title.count).filter { $0 <= HelpText.maxTitleLength }
    let width = lengths.max() ?? 0
    let indent = String(repeating: " ", count: width + 4)
    var text = ""
    for row in rows {
      var lines = row.lines[...]
      text += "  \(row.title)"
      if row.title.count <= width, let first = lines.popFirst() {
        text += String(repeating: " ", count: width - row.title.count + 2) + first
      }
      text += "\n"
      for line in lines { text += indent + line + "\n" }
    }
    return text
  }
}
