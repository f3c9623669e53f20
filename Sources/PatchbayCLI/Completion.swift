/// Scripts by which a shell completes command lines, written from the commands' tables.
enum Completion: String, Sendable, CaseIterable {
  case bash, zsh, fish

  var script: String {
    switch self {
    case .bash: Completion.bashScript
    case .zsh: Completion.zshScript
    case .fish: Completion.fishScript
    }
  }

  /// The commands under their first word: `cron` has `cron next`.
  private static var groups: [(word: String, commands: [Command])] {
    var groups: [(word: String, commands: [Command])] = []
    for command in Command.allCases {
      if let index = groups.firstIndex(where: { $0.word == command.words[0] }) {
        groups[index].commands.append(command)
      } else {
        groups.append((command.words[0], [command]))
      }
    }
    return groups
  }

  // MARK: bash

  private static var bashScript: String {
    var text = """
      # bash completion for patchbay
      _patchbay() {
        local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words= files=
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          words='\(groups.map(\.word).joined(separator: " ")) --help --version'
        else
          case ${COMP_WORDS[1]} in

      """
    for group in groups { text += bashCase(group.word, group.commands) }
    return text + """
          esac
        fi
        if [ -n "$files" ] && [[ $word != -* ]]; then
          compopt -o filenames 2> /dev/null
          mapfile -t COMPREPLY < <(compgen -f -- "$word")
        else
          mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
        fi
      }
      complete -F _patchbay patchbay

      """
  }

  private static func bashCase(_ word: String, _ commands: [Command]) -> String {
    let flags = flags(of: commands)
    var text = "      \(word)) case $previous in\n"
    for flag in flags {
      guard let answer = bashAnswer(to: flag) else { continue }
      text += "        \(flag.spellings.joined(separator: " | "))) \(answer) ;;\n"
    }
    let words = positionals(commands) + flags.map { "--\($0.name)" } + ["--help"]
    let files = commands.contains(where: \.takesFiles) ? " files=yes" : ""
    return text + "        *) words='\(words.joined(separator: " "))'\(files) ;;\n      esac ;;\n"
  }

  /// What is done after a flag; nil after one without a value.
  private static func bashAnswer(to flag: Flag) -> String? {
    switch flag.kind {
    case .onOff: nil
    case .choice(let words): "words='\(words.joined(separator: " "))'"
    case .text where flag.namesFile: "files=yes"
    case .text, .number, .duration: "return"
    }
  }

  // MARK: zsh

  private static var zshScript: String {
    var text = """
      #compdef patchbay
      _patchbay() {
        local context state line
        typeset -A opt_args
        _arguments -C '1:command:->command' '*::argument:->argument' && return
        case $state in
          command)
            local -a commands=(

      """
    for (word, commands) in groups {
      text += "        '\(word):\(zshText(commands[0].spec.summary))'\n"
    }
    text += """
            )
            _describe command commands ;;
          argument)
            case $words[1] in

      """
    for (word, commands) in groups {
      var parts = flags(of: commands).flatMap(zshFlag) + ["'--help[this help]'"]
      let words = positionals(commands)
      if !words.isEmpty { parts.append("'1:what:(\(words.joined(separator: " ")))'") }
      if commands.contains(where: \.takesFiles) { parts.append("'*:manifest:_files'") }
      text += "        \(word)) _arguments " + parts.joined(separator: " ") + " ;;\n"
    }
    return text + "      esac ;;\n  esac\n}\n_patchbay \"$@\"\n"
  }

  private static func zshFlag(_ flag: Flag) -> [String] {
    let value =
      switch flag.kind {
      case .onOff: ""
      case .choice(let words): ":word:(\(words.joined(separator: " ")))"
      case .text where flag.namesFile: ":file:_files"
      case .text, .number, .duration: ":\(zshText(flag.placeholder ?? "")):"
      }
    return flag.spellings.map { "'\($0)[\(zshText(flag.summary))]\(value)'" }
  }

  private static func zshText(_ text: String) -> String {
    text.filter { $0 != "'" && $0 != "[" && $0 != "]" }.replacing(":", with: "\\:")
  }

  // MARK: fish

  private static var fishScript: String {
    let first = "not __fish_seen_subcommand_from " + groups.map(\.word).joined(separator: " ")
    var text = "# fish completion for patchbay\ncomplete -c patchbay -f\n"
    text += "complete -c patchbay -l help -d 'this help'\n"
    for (word, commands) in groups {
      text += "complete -c patchbay -n '\(first)' -a \(word)"
      text += " -d '\(fishText(commands[0].spec.summary))'\n"
      let start = "complete -c patchbay -n '__fish_seen_subcommand_from \(word)'"
      let words = positionals(commands)
      if !words.isEmpty { text += "\(start) -a '\(words.joined(separator: " "))'\n" }
      if commands.contains(where: \.takesFiles) { text += "\(start) -F\n" }
      for flag in flags(of: commands) {
        let short = flag.short.map { " -s \($0)" } ?? ""
        text += "\(start)\(short) -l \(flag.name)\(fishValue(of: flag))"
        text += " -d '\(fishText(flag.summary))'\n"
      }
    }
    return text
  }

  private static func fishValue(of flag: Flag) -> String {
    switch flag.kind {
    case .onOff: ""
    case .choice(let words): " -x -a '\(words.joined(separator: " "))'"
    case .text where flag.namesFile: " -r -F"
    case .text, .number, .duration: " -x"
    }
  }

  private static func fishText(_ text: String) -> String { text.replacing("'", with: "\\'") }

  // MARK: Words

  /// The flags of all commands of a group, each once.
  private static func flags(of commands: [Command]) -> [Flag] {
    var flags: [Flag] = []
    for flag in commands.flatMap(\.spec.flags) where !flags.contains(flag) { flags.append(flag) }
    return flags
  }

  /// The words that may stand where a group's first argument does.
  private static func positionals(_ commands: [Command]) -> [String] {
    commands.flatMap { command in
      if command.words.count > 1 { return [command.words[1]] }
      if command == .help { return groups.map(\.word) }
      let placeholder = command.spec.arguments.first?.placeholder ?? ""
      return placeholder.contains("|") ? placeholder.split(separator: "|").map(String.init) : []
    }
  }
}

extension Command {
  fileprivate var takesFiles: Bool { spec.arguments.contains { $0.placeholder == "PATH…" } }
}

extension Flag {
  /// `--output` and, where there is one, `-o`.
  fileprivate var spellings: [String] { ["--\(name)"] + (short.map { ["-\($0)"] } ?? []) }

  fileprivate var namesFile: Bool {
    ["FILE", "DIR"].contains { placeholder?.contains($0) ?? false }
  }
}
