import Testing

@testable import PatchbayCLI

struct ArgumentParserTests {
  static func parse(_ line: String, _ environment: [String: String] = [:]) throws -> ParsedCommand {
    var parser = ArgumentParser(environment: { environment[$0] })
    let outcome = try parser.parse(line.split(separator: " ").map(String.init))
    guard case .run(let parsed) = outcome else {
      throw CLIError.failure("it is help")
    }
    return parsed
  }

  static func problem(_ line: String, _ environment: [String: String] = [:]) -> String? {
    do {
      _ = try parse(line, environment)
    } catch CLIError.usage(let problem, _) {
      return problem
    } catch {}
    return nil
  }

  /// A minimal command line of each command.
  static let minimal: [Command: String] = [
    .serve: "serve m.yaml", .validate: "validate m.yaml",
    .explain: "explain m.yaml --source s --event e", .why: "why e1", .replay: "replay e1",
    .invoke: "invoke f", .get: "get queues", .stats: "stats f", .logs: "logs f",
    .apply: "apply -f m.yaml",
    .deadLettersList: "dead-letters list", .deadLettersShow: "dead-letters show d1",
    .deadLettersRedrive: "dead-letters redrive d1", .deadLettersPurge: "dead-letters purge d1",
    .pause: "pause function f", .resume: "resume source s", .drain: "drain function f",
    .storeCheck: "store check", .storeStats: "store stats", .storeCompact: "store compact",
    .cronNext: "cron next @daily", .completion: "completion zsh", .version: "version",
  ]

  /// A value that the flag allows and that is not its default.
  static func sample(_ flag: Flag) -> String? {
    switch flag.kind {
    case .onOff: nil
    case .text: "sqlite:some"
    case .choice(let words): words.last
    case .number(let range): String(range.upperBound)
    case .duration: "7s"
    }
  }

  @Test(arguments: Command.allCases.filter { $0 != .help })
  func `every flag is read with a blank, with an equals sign and from the environment`(
    command: Command
  ) throws {
    let line = try #require(ArgumentParserTests.minimal[command])
    for flag in command.spec.flags {
      let name = "--\(flag.name)"
      guard let value = ArgumentParserTests.sample(flag) else {
        #expect(try ArgumentParserTests.parse("\(line) \(name)").isOn(flag))
        #expect(try ArgumentParserTests.parse(line, [flag.variable: "1"]).isOn(flag))
        #expect(
          try !ArgumentParserTests.parse("\(line) \(name)=no", [flag.variable: "1"]).isOn(flag))
        #expect(try !ArgumentParserTests.parse(line).isOn(flag))
        continue
      }
      #expect(try ArgumentParserTests.parse("\(line) \(name) \(value)")[flag] == value)
      #expect(try ArgumentParserTests.parse("\(line) \(name)=\(value)")[flag] == value)
      if flag.isRequired { continue }
      #expect(try ArgumentParserTests.parse(line, [flag.variable: value])[flag] == value)
      #expect(try ArgumentParserTests.parse(line)[flag] == flag.fallback)
    }
  }

  @Test func `a flag wins over the environment, and the environment over the default`() throws {
    let environment = ["PATCHBAY_LISTEN": "127.0.0.1:1", "PATCHBAY_THREADS": "3"]
    let parsed = try ArgumentParserTests.parse("serve m.yaml --listen 127.0.0.1:2", environment)
    #expect(parsed[.listen] == "127.0.0.1:2")
    #expect(parsed.origin(of: .listen) == .argument)
    #expect(parsed.number(.threads) == 3)
    #expect(parsed.origin(of: .threads) == .environment)
    #expect(parsed[.admin] == "127.0.0.1:8081")
    #expect(parsed.origin(of: .admin) == .fallback)
  }

  @Test func `a required flag may come from the environment`() throws {
    let environment = ["PATCHBAY_SOURCE": "uploads", "PATCHBAY_EVENT": "-"]
    #expect(try ArgumentParserTests.parse("explain m.yaml", environment)[.source] == "uploads")
  }

  @Test func `an empty variable counts as not set`() throws {
    #expect(try ArgumentParserTests.parse("version", ["PATCHBAY_OUTPUT": ""])[.output] == "table")
  }

  @Test func `the folder of the queue is not taken for the data of an event`() throws {
    let environment = ["PATCHBAY_DATA": "/var/lib/patchbay"]
    #expect(try ArgumentParserTests.parse("invoke f", environment)[.body] == nil)
  }

  @Test(arguments: ["-o json", "-o=json", "-ojson", "--output json", "--output=json"])
  func `short flags are read in every form`(flag: String) throws {
    #expect(try ArgumentParserTests.parse("version \(flag)").wantsJSON)
  }

  @Test func `flags and arguments mix, and two dashes end the flags`() throws {
    let parsed = try ArgumentParserTests.parse("serve a.yaml --threads 2 b.yaml -- --admin -h")
    #expect(parsed.arguments == ["a.yaml", "b.yaml", "--admin", "-h"])
    #expect(parsed.number(.threads) == 2)
  }

  @Test func `a lone dash is a value and an argument`() throws {
    let parsed = try ArgumentParserTests.parse("explain - --source s --event -")
    #expect(parsed[.event] == "-")
    #expect(parsed.arguments == ["-"])
  }

  @Test(arguments: [
    ("", "a command is missing"),
    ("serv m", "unknown command `serv`; did you mean `serve`?"),
    ("--listen x serve", "unknown flag before the command `--listen`"),
    ("cron", "`cron` needs a command after it: next"),
    ("cron nxt @daily", "unknown command `cron nxt`; did you mean `cron next`?"),
    (
      "serve",
      "PATH… is missing: manifest files, and folders whose *.yaml, *.yml and *.json are merged"
    ),
    ("serve m --liste x", "unknown flag `--liste`; did you mean `--listen`?"),
    ("serve m --frobnicate", "unknown flag `--frobnicate`"),
    ("serve m --listen", "--listen needs a value: --listen HOST:PORT"),
    ("serve m --listen --admin x", "--listen needs a value: --listen HOST:PORT"),
    ("serve m --threads 0", "--threads is a number from 1 to 1024, not `0`"),
    ("serve m --threads=many", "--threads is a number from 1 to 1024, not `many`"),
    ("serve m --drain-time 2h", "--drain-time is a time such as 30s, from 0s to 1h, not `2h`"),
    (
      "serve m --log-level warn",
      "--log-level is one of debug, info, warning, error, not `warn`; did you mean `warning`?"
    ),
    ("invoke f --queued=perhaps", "--queued is true or false, not `perhaps`"),
    ("invoke f g", "`g` is one argument too many"),
    ("get", "functions|sources|associations|queues|dead-letters is missing: what to list"),
    ("explain m --event e", "--source NAME is missing: the source that the event comes from"),
    (
      "serve m --admin-token s",
      "--admin-token is no flag, because every user of this machine can read arguments: "
        + "set PATCHBAY_ADMIN_TOKEN"
    ),
  ])
  func `what no command takes is named, with what was probably meant`(
    line: String, problem: String
  ) {
    #expect(ArgumentParserTests.problem(line) == problem)
  }

  @Test func `a wrong value in the environment is told by its variable`() {
    let problem = ArgumentParserTests.problem("serve m", ["PATCHBAY_THREADS": "x"])
    #expect(problem == "PATCHBAY_THREADS is a number from 1 to 1024, not `x`")
  }

  @Test(arguments: [
    ("--help", [] as [String]), ("-h", []), ("help", []), ("serve --help", ["serve"]),
    ("serve m --unknown -h", ["serve"]), ("cron --help", ["cron"]),
    ("cron next --help", ["cron", "next"]), ("help cron next", ["cron", "next"]),
    ("help serve", ["serve"]),
  ])
  func `help is given wherever it is asked for`(line: String, words: [String]) throws {
    var parser = ArgumentParser(environment: { _ in nil })
    #expect(try parser.parse(line.split(separator: " ").map(String.init)) == .help(words))
  }
}
