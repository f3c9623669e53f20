/// A program that runs once for each event.
package struct ExecTargetSpec: Sendable, Hashable {
  /// The program and its arguments; a program with a `/` is relative to the manifest's folder.
  package var command: [String]
  /// The environment, beside `CE_*`: nothing is inherited but `PATH`.
  package var environment: [EnvironmentVariable] = []
  /// The working directory, absolute: by default the folder of the manifest.
  package var directory: String
  /// The name of the user that it runs as; nil for the router's own.
  package var user: String?
  package var limits = ExecLimits()

  package struct EnvironmentVariable: Sendable, Hashable {
    package var name: String
    package var value: Secret
    package init(name: String, value: Secret) {
      self.name = name
      self.value = value
    }
  }

  package init(command: [String], directory: String) {
    self.command = command
    self.directory = directory
  }
}
