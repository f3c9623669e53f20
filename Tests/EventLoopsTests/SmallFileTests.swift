import EventLoops
import Testing

@Suite struct SmallFileTests {
  @Test func `a file is read whole up to its limit`() throws {
    let bytes = try SmallFile.read("/proc/self/status", limitBytes: 65_536)
    #expect(bytes.starts(with: "Name:".utf8))
    #expect(throws: SmallFile.Failure.tooLong(limitBytes: 10)) {
      try SmallFile.read("/proc/self/status", limitBytes: 10)
    }
  }

  @Test func `a file that cannot be read says why`() {
    #expect(throws: SmallFile.Failure.missing) {
      try SmallFile.read("/nowhere/at/all", limitBytes: 10)
    }
    #expect(throws: SmallFile.Failure.system(errno: 21)) {
      try SmallFile.read("/proc", limitBytes: 10)
    }
  }
}
