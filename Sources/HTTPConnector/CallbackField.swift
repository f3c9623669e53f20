import Admissions
import HTTPSyntax
import Manifests

/// OpenFaaS's `X-Callback-Url`: where the result of a queued call is to be posted.
enum CallbackField {
  private static let name = "X-Callback-Url"

  /// The URL as `HTTPAddress.text` writes it; nil where the field is not there, or empty.
  ///
  /// - Throws: `HeadRefusal` with 400 where it is no such URL, with 403 where it may not be called.
  static func read(
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ rule: CallbacksSpec, isLocal: Bool
  ) throws(HeadRefusal) -> String? {
    let text: String
    switch SentField(name, of: head, bytes) {
    case .none: return nil
    case .several: throw HeadRefusal(400, "\(name) comes twice; allowed: once")
    case .one(let range): text = bytes.text(range)
    }
    if text.isEmpty { return nil }
    guard let address = HTTPAddress(callback: text) else {
      // There may be a password in it: it is not repeated.
      throw HeadRefusal(
        400, "\(name) is no URL that can be called; allowed: \(HTTPAddress.callbackForm)")
    }
    if let reason = rule.refusal(of: address, isLocal: isLocal) {
      throw HeadRefusal(403, "\(name) is refused: \(reason)")
    }
    return address.text
  }
}
