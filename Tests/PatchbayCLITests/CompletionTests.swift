import TestSupport
import Testing

@testable import PatchbayCLI

struct CompletionTests {
  @Test(arguments: [
    (["patchbay", ""], ["serve", "cron", "completion", "--version"]),
    (["patchbay", "serve", "--lo"], ["--log-level", "--log-format"]),
    (["patchbay", "serve", "--log-level", "w"], ["warning"]),
    (["patchbay", "get", "de"], ["dead-letters"]), (["patchbay", "cron", "n"], ["next"]),
    (["patchbay", "dead-letters", "re"], ["redrive"]),
    (["patchbay", "get", "queues", "-o", ""], ["table", "json"]),
    (["patchbay", "help", "inv"], ["invoke"]), (["patchbay", "completion", ""], ["bash", "fish"]),
  ])
  func `bash completes commands, flags and words`(line: [String], expected: [String]) async throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("script", Completion.bash.script)
    let words = line.map { "'\($0)'" }.joined(separator: " ")
    let shell = try ChildProcess(
      "bash",
      [
        "-c",
        "source \(script); COMP_WORDS=(\(words)); COMP_CWORD=\(line.count - 1); _patchbay;"
          + " printf '%s\\n' \"${COMPREPLY[@]}\"",
      ])
    #expect(await shell.wait() == .code(0))
    while await shell.nextLine() != nil {}
    let found = Set(shell.output.allLines)
    #expect(found.isSuperset(of: expected), "\(found)")
    #expect(found.allSatisfy { $0.hasPrefix(line.last ?? "") })
  }

  @Test(arguments: Completion.allCases)
  func `every command and flag is in every script`(shell: Completion) async {
    let result = await Transcript.of("completion", shell.rawValue)
    #expect(result.status == 0)
    for command in Command.allCases {
      #expect(command.words.allSatisfy { result.output.contains($0) })
      for flag in command.spec.flags {
        #expect(result.output.contains(shell == .fish ? "-l \(flag.name)" : "--\(flag.name)"))
      }
    }
  }

  @Test func `a shell that is not known is wrong usage`() async {
    #expect(await Transcript.of("completion", "csh").status == 2)
  }
}
