/// Why a text is no address that this version can use.
struct AddressFault: Error, Hashable {
  /// What could stand there instead; nil leaves it to the field.
  var allowed: String?
  /// A sentence that says what to do; may hold parts of the text.
  var hint: String?
}
