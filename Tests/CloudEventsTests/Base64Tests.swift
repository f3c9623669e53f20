import CloudEvents
import TestSupport
import Testing

@Suite struct Base64Tests {
  private func decode(_ text: String) -> [UInt8]? {
    let bytes = Array(text.utf8)
    return Base64.decode(bytes.span)
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("\u{3FF}\u{3F}>", "z78/Pg=="),
  ])
  func `the vectors of RFC 4648`(_ data: String, _ text: String) {
    let bytes = Array(data.utf8)
    var encoded: [UInt8] = []
    Base64.append(encoding: bytes.span, to: &encoded)
    #expect(String(decoding: encoded, as: UTF8.self) == text)
    #expect(decode(text) == bytes)
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zm8", "Zm9vYg", "Zg===", "====", "=", "Zg==Zg==", "Z=g=", "Zh==", "Zm9=",
    "Zm 9v", "Zm9v\n", "Zm9-", "Zm9_", "Zm9\u{E9}", "Zm9v=Zm9",
  ])
  func `anything that is not canonical is refused`(_ text: String) {
    #expect(decode(text) == nil)
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `bytes come back`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let data = (0..<Int.random(in: 0...100, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    var encoded: [UInt8] = []
    Base64.append(encoding: data.span, to: &encoded)
    #expect(Base64.decode(encoded.span) == data)
  }
}
