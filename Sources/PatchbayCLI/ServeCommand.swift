import EventLoops
import Glibc
import PatchbayService
import Telemetry

/// `patchbay serve`: runs a router until a signal ends it.
struct ServeCommand {
  /// The version that `patchbay version` and the metrics tell.
  static let version = "0.1.0"

  var options: ServiceOptions

  /// Runs until SIGTERM or SIGINT, reloading on SIGHUP.
  ///
  /// - Returns: the exit status: 0 after a drain, 1 where the router can't run.
  func run() async -> Int32 {
    let log = Logger.standardError(level: options.logLevel, format: options.logFormat)
    do throws(EventLoopError) {
      try ProcessSignal.takeOver()
    } catch {
      StandardError.write("\(error)\n")
      return 1
    }
    do throws(ServiceError) {
      let service = try Service(
        options, log: log, version: ServeCommand.version, searchPath: Environment["PATH"] ?? "")
      startSignals(service, log)
      try await service.run()
      return 0
    } catch {
      StandardError.write("\(error)\n")
      return 1
    }
  }

  /// Waits for signals on a thread of its own for as long as the process lives.
  private func startSignals(_ service: Service, _ log: Logger) {
    Task {
      while true {
        switch await offLoop({ ProcessSignal.wait() }) {
        case .hangUp: await service.reload()
        case .interrupt, .terminate: service.stop()
        }
      }
    }
  }
}
