import EventLoops
import Manifests
import PatchbayService
import Telemetry

/// `patchbay serve`: runs a router until a signal ends it.
struct ServeCommand {
  let options: ServiceOptions
  private let console: Console

  /// - Throws: `CLIError` where flags contradict each other.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    var options = ServiceOptions(paths: parsed.arguments)
    options.listen = parsed[.listen] ?? options.listen
    options.admin = parsed[.admin] ?? options.admin
    options.dataDirectory = try parsed.dataDirectory
    options.threads = parsed.number(.threads)
    options.drainTime = parsed.duration(.drainTime) ?? options.drainTime
    options.logLevel = parsed[.logLevel].flatMap { LogLevel(rawValue: $0) } ?? options.logLevel
    options.logFormat = parsed[.logFormat].flatMap { LogFormat(rawValue: $0) } ?? options.logFormat
    options.adminToken = try AdminToken(console.environment)?.text
    self.options = options
    self.console = console
  }

  /// Runs until SIGTERM or SIGINT, reloading on SIGHUP.
  ///
  /// - Returns: the exit status 0 after a drain.
  /// - Throws: `CLIError` where the router can't run.
  func run() async throws(CLIError) -> Int32 {
    do throws(EventLoopError) {
      try ProcessSignal.takeOver()
    } catch {
      throw .failure(error.description)
    }
    let log = Logger.standardError(level: options.logLevel, format: options.logFormat)
    do throws(ServiceError) {
      let service = try Service(
        options, log: log, version: ProductVersion.current,
        searchPath: console.environment("PATH") ?? "")
      startSignals(service)
      try await service.run()
      return 0
    } catch {
      throw failure(error)
    }
  }

  /// Waits for signals on a thread of its own for as long as the process lives.
  private func startSignals(_ service: Service) {
    Task {
      while true {
        switch await offLoop({ ProcessSignal.wait() }) {
        case .hangUp: await service.reload()
        case .interrupt, .terminate: service.stop()
        }
      }
    }
  }

  private func failure(_ error: ServiceError) -> CLIError {
    switch error {
    case .manifest(let refusal):
      for problem in refusal.problems { console.say(problem.description) }
      return .failure(ValidateCommand.verdict(refusal))
    case .address, .openAdmin: return .usage(error.description, .serve)
    case .store, .system, .source, .tls: return .failure(error.description)
    }
  }
}
