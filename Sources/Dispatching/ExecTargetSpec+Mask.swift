import Manifests
import Telemetry

extension ExecTargetSpec {
  /// What of its own the program may write and nobody may see.
  ///
  /// - Parameter hidesCommand: whether the command is a secret.
  func mask(hidesCommand: Bool) -> Mask {
    Mask(
      environment.filter(\.value.isSecret).map(\.value.revealed)
        + (hidesCommand ? Array(command.dropFirst()) : []))
  }
}
