/// Who a program is and what it may use; what is nil is as it is for this process.
///
/// Limits hold for each process of the program, hard and soft alike: see setrlimit(2).
package struct Confinement: Sendable, Hashable {
  /// The name of the user that it runs as, in that user's groups; for root, to become another.
  package var user: String?
  package var limits: [ResourceLimit: Int] = [:]

  package init() {}

  /// Whether there is anything that has to be done between the start and the program.
  var isEmpty: Bool { user == nil && limits.isEmpty }
}
