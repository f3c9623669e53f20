import Cryptography
import Instants

/// A signature that came with a head, to be checked against the body.
package final class BodySeal: Sendable {
  /// What is signed before the body.
  private let start: [UInt8]
  private let codes: [[UInt8]]
  private let keys: [AuthenticationKey]
  private let broken: Refusal
  /// What the request is charged to where it is signed.
  private let charge: RateCharge?

  /// - Parameters:
  ///   - codes: of which one must be right.
  ///   - broken: the answer where none is.
  init(
    start: [UInt8], codes: [[UInt8]], keys: [AuthenticationKey], broken: Refusal,
    charge: RateCharge? = nil
  ) {
    self.start = start
    self.codes = codes
    self.keys = keys
    self.broken = broken
    self.charge = charge
  }

  func charging(_ charge: RateCharge) -> BodySeal {
    BodySeal(start: start, codes: codes, keys: keys, broken: broken, charge: charge)
  }

  /// nil where one of the keys has signed the body, and its sender may go on.
  package func refusal(of body: Span<UInt8>, at now: WallTime) -> Refusal? {
    refusal(of: body) ?? charge?.refusal(at: now)
  }

  /// nil where one of the keys has signed the body.
  package func refusal(of body: Span<UInt8>) -> Refusal? {
    let start = start
    var isSigned = false
    for key in keys {
      let expected = key.code(of: start.span, body)
      for code in codes {
        let isEqual = ConstantTime.areEqual(expected.span, code.span)
        isSigned = isSigned || isEqual
      }
    }
    return isSigned ? nil : broken
  }
}
