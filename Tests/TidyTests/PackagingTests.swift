import TestSupport
import Testing

@Suite struct PackagingTests {
  @Test(.enabled(if: which("systemd-analyze") != nil))
  func `systemd has nothing against the unit`() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("patchbay.service", try unit())
    let systemd = try ChildProcess("systemd-analyze", ["verify", "--man=no", path])
    // What it does not understand it tells and lets pass.
    #expect(await systemd.errors.next() == nil)
    #expect(await systemd.wait() == .code(0))
  }

  /// The scale goes from 0 to 10; 2.0 still counts as well protected.
  @Test(
    .enabled(if: which("systemd-analyze") != nil),
    arguments: [("", 0), ("DynamicUser=no\nPrivateDevices=no\nNoNewPrivileges=no\n", 1)])
  func `the unit's exposure is at most 2`(weakened: String, status: Int32) async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "patchbay.service", try unit().replacing("[Install]", with: "\(weakened)[Install]"))
    let systemd = try ChildProcess(
      "systemd-analyze", ["security", "--offline=true", "--threshold=20", "--no-pager", path])
    #expect(await systemd.wait() == .code(status))
  }

  private func unit() throws -> String {
    try #require(House.shared.text("Packaging/patchbay.service"))
      .replacing("@PREFIX@/bin/patchbay", with: "/bin/true")
      .replacing("@PREFIX@", with: "/usr")
  }
}
