/// A text that may have come from `${env:…}` or `${file:…}`, and then is never shown.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The text itself, for the place that needs it; never for logs, errors or lists.
  package let revealed: String
  /// Whether any part of it came from a placeholder.
  package let isSecret: Bool

  package init(_ text: String, isSecret: Bool = false) {
    revealed = text
    self.isSecret = isSecret
  }

  /// The text, or `***` where it is a secret.
  package var description: String { isSecret ? "***" : revealed }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(reflecting: description) }
}
