import TestSupport
import Testing

@Suite struct PackagingTests {
  @Test(.enabled(if: which("systemd-analyze") != nil))
  func `systemd has nothing against the unit`() async throws {
    let unit = try #require(House.shared.text("Packaging/patchbay.service"))
      .replacing("@PREFIX@/bin/patchbay", with: "/bin/true")
      .replacing("@PREFIX@", with: "/usr")
    let folder = try TemporaryFolder()
    let path = try folder.write("patchbay.service", unit)
    let systemd = try ChildProcess("systemd-analyze", ["verify", "--man=no", path])
    // What it does not understand it tells and lets pass.
    #expect(await systemd.errors.next() == nil)
    #expect(await systemd.wait() == .code(0))
  }
}
