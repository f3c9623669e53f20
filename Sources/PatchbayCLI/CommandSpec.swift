/// What a command is called and takes: the one table from which it is parsed and explained.
struct CommandSpec: Sendable {
  /// An argument that is no flag.
  struct Argument: Sendable {
    /// As the usage line shows it.
    var placeholder: String
    /// How many of it there may be.
    var count: ClosedRange<Int>
    /// One line for the help.
    var summary: String
  }

  /// A setting that comes from the environment alone.
  struct Variable: Sendable {
    var name: String
    /// One line for the help.
    var summary: String

    /// A secret, which as an argument every user of the machine could read.
    static let adminToken = Variable(
      name: "PATCHBAY_ADMIN_TOKEN", summary: "the bearer token of the admin API")
  }

  /// One line, without a full stop.
  var summary: String
  /// In the order in which they stand; only the last may be repeated.
  var arguments: [Argument] = []
  var flags: [Flag] = []
  var variables: [Variable] = []
  /// A command line that works.
  var example: String
}
