import TestSupport
import Testing

struct SimulatedDiskTests {
  private func contents(_ trace: String, _ fate: SimulatedDisk.Fate) -> [String: String] {
    var disk = SimulatedDisk(folder: "/d")
    var reader = SystemTrace(Array(trace.utf8))
    while let step = reader.next() { disk.note(step) }
    var generator = SeededGenerator(seed: 1)
    let files = disk.contents(fate, using: &generator)
    return Dictionary(
      uniqueKeysWithValues: files.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  private let created = #"""
    7 openat(AT_FDCWD, "\x2f\x64\x2f\x66", O_RDWR|O_CREAT, 0600) = 4
    7 openat(AT_FDCWD, "\x2f\x64", O_RDONLY) = 5
    7 fdatasync(5) = 0
    7 pwrite64(4, "\x61\x62\x63", 3, 0) = 3

    """#

  @Test func `what was not synced is lost, or kept`() {
    #expect(contents(created, .lost) == ["f": ""])
    #expect(contents(created, .kept) == ["f": "abc"])
    #expect(contents(created + "7 fdatasync(4) = 0\n", .lost) == ["f": "abc"])
    #expect(contents(created + "7 fdatasync(4) = -1 EIO\n", .lost) == ["f": ""])
  }

  @Test func `a sync is for what was written before it began`() {
    let trace =
      created + #"""
        7 fdatasync(4 <unfinished ...>
        8 pwrite64(4, "\x7a", 1, 1) = 1
        7 <... fdatasync resumed>) = 0
        8 ftruncate(4, 1) = 0

        """#
    #expect(contents(trace, .lost) == ["f": "abc"])
    #expect(contents(trace, .kept) == ["f": "a"])
  }

  @Test func `a file that goes comes back until its folder is synced`() {
    let gone = created + #"7 unlink("\x2f\x64\x2f\x66") = 0"# + "\n"
    #expect(contents(gone, .lost) == ["f": ""])
    #expect(contents(gone, .kept) == [:])
    #expect(contents(gone + "7 fsync(5) = 0\n", .lost) == [:])
  }
}
