import CloudEvents
import TestSupport

/// Random events and their parts.
extension SeededGenerator {
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &self)]
  }

  /// A character that attributes may have, of any plane, those of ASCII as often as the rest.
  mutating func scalar() -> Unicode.Scalar {
    while true {
      let limit: UInt32 = Bool.random(using: &self) ? 0x7F : 0x10FFFF
      guard let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &self)) else {
        continue
      }
      switch scalar.value {
      case 0x00...0x1F, 0x7F...0x9F, 0xFDD0...0xFDEF: continue
      case let value where value & 0xFFFE == 0xFFFE: continue
      default: return scalar
      }
    }
  }

  mutating func text(_ counts: ClosedRange<Int> = 1...20) -> String {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: counts, using: &self) { scalars.append(scalar()) }
    return String(scalars)
  }

  mutating func optional<Value>(_ value: (inout Self) -> Value) -> Value? {
    Bool.random(using: &self) ? value(&self) : nil
  }

  /// A valid event; extensions are strings unless `typed`.
  mutating func event(typed: Bool = false) -> CloudEvent {
    CloudEvent(
      id: text(), source: pick(["/a/b", "urn:x", "https://h.example/%C3%A9?q=1#f", "a;b"]),
      type: text(), subject: optional { $0.text() },
      time: optional { $0.pick(["2018-04-05T17:31:00Z", "0001-01-01t00:00:00.5-23:59"]) },
      dataContentType: optional {
        $0.pick(["application/json", "text/plain", "image/png", "application/a+json; v=\"x y\""])
      },
      dataSchema: optional { $0.pick(["urn:schema:1", "http://s.example/#a"]) },
      extensions: extensions(typed: typed),
      data: optional { $0.bytes() })
  }

  private mutating func extensions(typed: Bool) -> [ExtensionAttribute] {
    (0..<Int.random(in: 0...6, using: &self)).map { index in
      let value: AttributeValue =
        switch typed ? Int.random(in: 0...2, using: &self) : 2 {
        case 0: .boolean(Bool.random(using: &self))
        case 1: .integer(Int32.random(in: Int32.min...Int32.max, using: &self))
        default: .string(text(0...12))
        }
      return ExtensionAttribute(name: "ext\(index)", value: value)
    }
  }

  private mutating func bytes() -> [UInt8] {
    switch Int.random(in: 0...3, using: &self) {
    case 0: Array("{\"a\": [1, \"\\u00e9\"]}".utf8)
    case 1: Array(text(0...30).utf8)
    case 2: []
    default:
      (0..<Int.random(in: 0...40, using: &self)).map { _ in .random(in: 0...255, using: &self) }
    }
  }
}
