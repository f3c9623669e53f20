import Testing

@testable import PatchbayCLI

struct HelpTextTests {
  @Test(arguments: Command.allCases)
  func
    `the help of a command has its usage, every flag with its variable, and an example that parses`(
      command: Command
    ) async throws
  {
    let words = command.words
    let result = await Transcript.of("help", words[0], words.count > 1 ? words[1] : "--")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("Usage: patchbay \(command.rawValue)"))
    for flag in command.spec.flags {
      #expect(result.output.contains("--\(flag.name)"))
      #expect(result.output.contains("environment: \(flag.variable)"))
      if let fallback = flag.fallback { #expect(result.output.contains("default: \(fallback)")) }
    }
    let example = command.spec.example.split(separator: "'").enumerated().flatMap { index, part in
      index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
    }
    #expect(example.first == "patchbay")
    var parser = ArgumentParser(environment: { _ in nil })
    #expect(throws: Never.self) { try parser.parse(Array(example.dropFirst())) }
  }

  @Test func `the help of the version command reads as a whole`() async {
    let result = await Transcript.of("version", "--help")
    #expect(
      result.output == """
        patchbay version: tell the version.

        Usage: patchbay version [FLAG…]

        Flags:
          -o, --output table|json  a table for people, or JSON for programs
                                   default: table; environment: PATCHBAY_OUTPUT
          -h, --help               this help

        Example:
          patchbay version -o json

        """)
  }

  @Test func `the help of the program lists every command`() async {
    let result = await Transcript.of("--help")
    for command in Command.allCases { #expect(result.output.contains("\n  \(command.rawValue) ")) }
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test func `no line of any help is wider than a terminal`() throws {
    for command in Command.allCases {
      let text = try HelpText(style: TextStyle(isOn: false)).text(for: command.words)
      for line in text.split(separator: "\n") { #expect(line.count <= 96, "\(line)") }
    }
  }

  @Test func `no variable stands for two flags of one meaning each`() {
    let flags = Command.allCases.flatMap(\.spec.flags)
    for flag in flags {
      #expect(flags.allSatisfy { $0.variable != flag.variable || $0 == flag })
    }
  }
}
