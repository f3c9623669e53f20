/// What each process of a program may use; nil for what the router's own limits grant.
package struct ExecLimits: Sendable, Hashable {
  /// CPU time: 1 second to 1 day.
  package var cpu: Duration?
  /// Bytes of address space: 1 MiB to 1 TiB.
  package var memoryBytes: Int?
  /// Open descriptors, the three standard streams with them: 3 to 1,048,576.
  package var files: Int?
  /// Processes and threads of the user at the same time: 1 to 1,000,000.
  package var processes: Int?

  package init() {}
}
