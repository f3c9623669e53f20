/// Why an expression is not a schedule, in the words a user needs to mend it.
package struct ScheduleError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The field at fault; nil where the expression as a whole is.
  package var field: CronField?
  /// Where what was found begins: bytes of UTF-8 from the start of the expression.
  package var offset: Int
  /// The piece at fault as it was written.
  package var found: String
  /// What may stand there.
  package var allowed: String
  /// What was probably meant.
  package var hint: String?

  package init(
    field: CronField? = nil, offset: Int, found: String, allowed: String, hint: String? = nil
  ) {
    self.field = field
    self.offset = offset
    self.found = found
    self.allowed = allowed
    self.hint = hint
  }

  package var description: String {
    let place = field.map { $0.rawValue + ": " } ?? ""
    let advice = hint.map { "; " + $0 } ?? ""
    return "\(place)found \"\(found)\", allowed is \(allowed)\(advice)"
  }
}
