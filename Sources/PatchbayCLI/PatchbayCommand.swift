import EventLoops
import Glibc
import PatchbayService
import Telemetry

/// The program `patchbay`.
package enum PatchbayCommand {
  /// Runs what the process's arguments say, and exits with the command's status.
  package static func main() async {
    var options = ServiceOptions(paths: [])
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.first == "serve" else { exit(2) }
    var index = 1
    while index < arguments.count {
      switch arguments[index] {
      case "--listen": options.listen = arguments[index + 1]; index += 2
      case "--admin": options.admin = arguments[index + 1]; index += 2
      case "--data": options.dataDirectory = arguments[index + 1]; index += 2
      case "--threads": options.threads = Int(arguments[index + 1]); index += 2
      default: options.paths.append(arguments[index]); index += 1
      }
    }
    exit(await ServeCommand(options: options).run())
  }
}
