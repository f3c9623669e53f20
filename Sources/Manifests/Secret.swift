/// A text that may be a secret, and then is never shown.
///
/// It is one where `${env:…}` or `${file:…}` brought it in, or where its name says so.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The text itself, for the place that needs it; never for logs, errors or lists.
  package let revealed: String
  /// Whether any part of it came from a placeholder, or its name is that of a secret.
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
