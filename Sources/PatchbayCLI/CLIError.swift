/// Why a command did not do what it was asked for.
package enum CLIError: Error, Sendable, Hashable {
  /// The command line itself is wrong; nothing was done. Exit status 2.
  case usage(String, Command?)
  /// The command was understood and failed. Exit status 1.
  case failure(String)

  /// The exit status that tells one from the other.
  package var exitStatus: Int32 {
    switch self {
    case .usage: 2
    case .failure: 1
    }
  }
}
