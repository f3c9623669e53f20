import JSONSyntax
import TestSupport

/// Random JSON values and their parts.
extension SeededGenerator {
  /// Any scalar of Unicode, those of ASCII as often as all others.
  mutating func scalar() -> Unicode.Scalar {
    while true {
      let limit: UInt32 = Bool.random(using: &self) ? 0x7F : 0x10FFFF
      if let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &self)) { return scalar }
    }
  }

  mutating func text(upTo count: Int) -> String {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...count, using: &self) { scalars.append(scalar()) }
    return String(scalars)
  }

  mutating func value(depth: Int) -> JSONValue {
    switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &self) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &self))
    case 2:
      let shift = Int64.random(in: 0...63, using: &self)
      return .integer(Int64(truncatingIfNeeded: next()) >> shift)
    case 3:
      let double = Double(bitPattern: next())
      return .double(double.isFinite ? double : 0.5)
    case 4: return .string(text(upTo: 20))
    case 5:
      var elements: [JSONValue] = []
      for _ in 0..<Int.random(in: 0...5, using: &self) { elements.append(value(depth: depth - 1)) }
      return .array(elements)
    default:
      var members: [JSONMember] = []
      for index in 0..<Int.random(in: 0...12, using: &self) {
        members.append(JSONMember(text(upTo: 5) + "\(index)", value(depth: depth - 1)))
      }
      return .object(members)
    }
  }
}
