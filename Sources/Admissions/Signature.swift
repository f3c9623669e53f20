import CloudEvents
import Manifests

/// What a sender's fields say of its signature; nothing of it is checked yet.
package struct Signature: Sendable, Hashable {
  /// Bytes that are signed before those of the body.
  package var start: [UInt8] = []
  /// Of which one must be right; 1 to 16.
  package var codes: [[UInt8]] = []
  /// When it was made, in seconds since 1970; nil where the scheme signs no time.
  package var time: Int64?

  /// Signatures in one field.
  private static let maxCodes = 16

  /// Standard Webhooks 1.0: `v1,BASE64` in a list with spaces between; other versions are passed
  /// over. Signed is `ID.TIME.BODY`.
  package init?(standard field: Span<UInt8>, id: Span<UInt8>, time: Span<UInt8>) {
    guard id.count > 0, let seconds = Signature.seconds(time) else { return nil }
    self.time = seconds
    start.append(copying: id)
    start.append(UInt8(ascii: "."))
    start.append(copying: time)
    start.append(UInt8(ascii: "."))
    for range in field.parts(between: UInt8(ascii: " ")) {
      guard let text = field.extracting(range).dropping("v1,") else { continue }
      guard let code = Base64.decode(text), add(code) else { return nil }
    }
    if codes.isEmpty { return nil }
  }

  /// GitHub's `sha256=HEX`; signed is the body.
  package init?(github field: Span<UInt8>) {
    guard let text = field.dropping("sha256="), let code = text.hexDecoded, add(code) else {
      return nil
    }
  }

  /// Stripe's `t=TIME,v1=HEX`, the latter several times; other parts are passed over. Signed is
  /// `TIME.BODY`.
  package init?(stripe field: Span<UInt8>) {
    for range in field.parts(between: UInt8(ascii: ",")) {
      let part = field.extracting(range)
      if let text = part.dropping("t=") {
        guard time == nil, let seconds = Signature.seconds(text) else { return nil }
        time = seconds
        start.append(copying: text)
        start.append(UInt8(ascii: "."))
      } else if let text = part.dropping("v1=") {
        guard let code = text.hexDecoded, add(code) else { return nil }
      }
    }
    if time == nil || codes.isEmpty { return nil }
  }

  /// Slack's `v0=HEX`; signed is `v0:TIME:BODY`.
  package init?(slack field: Span<UInt8>, time: Span<UInt8>) {
    guard let text = field.dropping("v0="), let code = text.hexDecoded, add(code),
      let seconds = Signature.seconds(time)
    else { return nil }
    self.time = seconds
    start = Array("v0:".utf8)
    start.append(copying: time)
    start.append(UInt8(ascii: ":"))
  }

  /// A code in a field of the user's choice; signed is the body.
  package init?(_ field: Span<UInt8>, _ form: HMACSpec.Generic) {
    guard let text = field.dropping(form.prefix) else { return nil }
    let code =
      switch form.encoding {
      case .hex: text.hexDecoded
      case .base64: Base64.decode(text)
      }
    guard let code, add(code) else { return nil }
  }

  private mutating func add(_ code: [UInt8]) -> Bool {
    guard !code.isEmpty, codes.count < Signature.maxCodes else { return false }
    codes.append(code)
    return true
  }

  /// 1 to 11 digits: up to the year 5138.
  private static func seconds(_ text: Span<UInt8>) -> Int64? {
    guard (1...11).contains(text.count) else { return nil }
    var value: Int64 = 0
    for index in text.indices {
      let digit = text[index] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return value
  }
}
