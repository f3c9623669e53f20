import Testing

@testable import PatchbayCLI

struct PatchbayCommandTests {
  @Test func `the version goes to standard output, for people and for programs`() async {
    let people = await Transcript.of("version")
    #expect(people.output == "patchbay \(ProductVersion.current)\n")
    let programs = await Transcript.of("version", "-o", "json")
    #expect(programs.output == #"{"version":"\#(ProductVersion.current)"}"# + "\n")
    #expect(await Transcript.of("--version").output == people.output)
  }

  @Test func `wrong usage ends with status 2 and points to the help`() async {
    let result = await Transcript.of("serve", "--liste", "x")
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(
      result.errors == """
        patchbay: unknown flag `--liste`; did you mean `--listen`?
        See `patchbay serve --help`.

        """)
  }

  @Test func `no command at all is wrong usage`() async {
    let result = await Transcript.of()
    #expect(result.status == 2)
    #expect(result.errors.contains("See `patchbay --help`."))
  }

  @Test func `colours are only for terminals, and not where NO_COLOR is set`() async {
    #expect(await Transcript.of("--help", isTerminal: true).output.contains("\u{1B}[1m"))
    let plain = await Transcript.of("--help", environment: ["NO_COLOR": "1"], isTerminal: true)
    #expect(!plain.output.contains("\u{1B}"))
    #expect(await !Transcript.of("--help").output.contains("\u{1B}"))
  }

  @Test func `what steers a terminal is never echoed`() async {
    let result = await Transcript.of("\u{1B}[2J")
    #expect(!result.errors.contains("\u{1B}"))
  }
}
