import JSONSyntax
import Testing

@Suite struct JSONStringTests {
  @Test(arguments: [
    ("", #""""#), ("a", #""a""#), ("\"\\/", #""\"\\/""#),
    ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#), ("\u{0}\u{1F}\u{1B}", #""\u0000\u001f\u001b""#),
    ("\u{7F}\u{85}\u{2028}\u{1F600}", "\"\u{7F}\u{85}\u{2028}\u{1F600}\""),
    ("12345678\"12345678", #""12345678\"12345678""#), ("1234567\n", #""1234567\n""#),
  ])
  func `only what must be escaped is escaped`(_ text: String, _ written: String) {
    var bytes: [UInt8] = []
    appendJSONString(text, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self).utf8.elementsEqual(written.utf8))
  }

  @Test func `every scalar of Unicode comes back`() throws {
    var plane: UInt32 = 0
    while plane <= 0x10 {
      var scalars = String.UnicodeScalarView()
      for value in stride(from: plane << 16, through: plane << 16 | 0xFFFF, by: 1) {
        if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
      }
      let text = String(scalars)
      var bytes: [UInt8] = []
      appendJSONString(text, to: &bytes)
      let read = try JSONValue(parsing: bytes.span)
      #expect(read.string?.utf8.elementsEqual(text.utf8) == true)
      plane += 1
    }
  }
}
