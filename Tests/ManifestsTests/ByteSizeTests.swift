import Testing

@testable import Manifests

struct ByteSizeTests {
  @Test(arguments: [
    ("0", 0), ("65536", 65_536), ("64KiB", 65_536), ("1MiB", 1_048_576), ("2GiB", 2_147_483_648),
  ])
  func `sizes are read in bytes and binary units`(text: String, bytes: Int) {
    #expect(ByteSize.bytes(text) == bytes)
    #expect(ByteSize.bytes(ByteSize.written(bytes)) == bytes)
  }

  @Test(arguments: [
    "", "KiB", "64 KiB", "64KB", "64k", "1.5MiB", "-1", "0x10", "9999999999999", "999999999999GiB",
  ])
  func `everything else is refused`(text: String) {
    #expect(ByteSize.bytes(text) == nil)
  }
}
