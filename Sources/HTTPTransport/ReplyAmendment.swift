/// What changes an answer's header, whoever gives it.
package struct ReplyAmendment: Sendable {
  /// Header lines that are added, each ended by CR LF.
  package var lines: [UInt8]
  /// What becomes of the header lines that a function gave.
  package var refine: @Sendable ([UInt8]) -> [UInt8]

  package init(lines: [UInt8], refine: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 }) {
    self.lines = lines
    self.refine = refine
  }
}
