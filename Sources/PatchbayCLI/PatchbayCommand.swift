import EventLoops
import JSONSyntax

/// The program `patchbay`.
package enum PatchbayCommand {
  /// Runs what the process's arguments say, and exits with the command's status.
  package static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    ConfinedStart.runIfAsked(arguments)
    exitProcess(await run(arguments, .process))
  }

  /// Runs a command line.
  ///
  /// - Parameter arguments: what stands after the program's name.
  /// - Returns: the exit status: 0 where all went well, 1 for a failure, 2 for wrong usage.
  package static func run(_ arguments: [String], _ console: Console) async -> Int32 {
    do throws(CLIError) {
      var parser = ArgumentParser(environment: console.environment)
      switch try parser.parse(arguments) {
      case .help(let words):
        console.write(try HelpText(style: console.style).text(for: words))
        return 0
      case .run(let parsed): return try await run(parsed, console)
      }
    } catch {
      report(error, console)
      return error.exitStatus
    }
  }

  private static func run(_ parsed: ParsedCommand, _ console: Console) async throws(CLIError)
    -> Int32
  {
    switch parsed.command {
    case .serve: return try await ServeCommand(parsed, console).run()
    case .validate: return ValidateCommand(parsed, console).run()
    case .explain: return try ExplainCommand(parsed, console).run()
    case .why: return try await WhyCommand(parsed, console).run()
    case .invoke: return try await InvokeCommand(parsed, console).run()
    case .get: return try await GetCommand(parsed, console).run()
    case .stats: return try await StatsCommand(parsed, console).run()
    case .logs: return try await LogsCommand(parsed, console).run()
    case .apply: return try await ApplyCommand(parsed, console).run()
    case .deadLettersList, .deadLettersShow, .deadLettersRedrive, .deadLettersPurge:
      return try await DeadLettersCommand(parsed, console).run()
    case .replay: return try await ReplayCommand(parsed, console).run()
    case .pause, .resume: return try await PauseCommand(parsed, console).run()
    case .drain: return try await DrainCommand(parsed, console).run()
    case .storeCheck, .storeStats, .storeCompact: return try StoreCommand(parsed, console).run()
    case .cronNext: return try CronNextCommand(parsed, console).run()
    case .completion:
      guard let completion = Completion(rawValue: parsed.arguments[0]) else {
        throw .usage("there are completions for bash, zsh and fish", .completion)
      }
      console.write(completion.script)
      return 0
    case .version:
      let version = ProductVersion.current
      if parsed.wantsJSON {
        console.write(["version": .string(version)])
      } else {
        console.write("patchbay \(version)\n")
      }
      return 0
    case .help: preconditionFailure("the parser answers help by itself")
    }
  }

  private static func report(_ error: CLIError, _ console: Console) {
    let mark = console.errorStyle.red("patchbay:")
    switch error {
    case .failure(let reason): console.say("\(mark) \(reason)")
    case .usage(let problem, let command):
      let words = command.map { " \($0.rawValue)" } ?? ""
      console.say("\(mark) \(problem)")
      console.say("See `patchbay\(words) --help`.")
    }
  }
}
