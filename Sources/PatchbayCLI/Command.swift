/// The commands of the program; the raw value is what a user types.
package enum Command: String, Sendable, Hashable, CaseIterable {
  case serve
  case validate
  case explain
  case why
  case invoke
  case get
  case stats
  case logs
  case apply
  case deadLettersList = "dead-letters list"
  case deadLettersShow = "dead-letters show"
  case deadLettersRedrive = "dead-letters redrive"
  case deadLettersPurge = "dead-letters purge"
  case replay
  case pause, resume, drain
  case storeCheck = "store check"
  case storeStats = "store stats"
  case storeCompact = "store compact"
  case cronNext = "cron next"
  case completion
  case version
  case help

  /// The words that a user types.
  var words: [String] { rawValue.split(separator: " ").map(String.init) }
}
