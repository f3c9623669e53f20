import Manifests
import Testing

struct TLSSectionTests {
  private static let listener = "tls: { certificates: [{ certificate: a.pem, key: a.key }] }\n"

  @Test func `what is left out has its default`() throws {
    let spec = try #require(try SampleLoader().load(TLSSectionTests.listener).manifest.tls)
    let files = CertificateSpec(certificate: "/home/a.pem", key: "/home/a.key")
    #expect(spec == ListenerTLSSpec(certificates: [files]))
    #expect(spec.minimum == .v12 && !spec.admin && spec.clientAuthority == nil)
    #expect(try SampleLoader().load("sources: {}").manifest.tls == nil)
  }

  @Test func `it stands once over all files`() {
    let loader = SampleLoader(files: [
      "a.yaml": TLSSectionTests.listener, "b.yaml": "\n\(TLSSectionTests.listener)",
    ])
    #expect(
      loader.problems(paths: ["a.yaml", "b.yaml"]) == [
        "b.yaml:2:6: tls: the section stands twice, first at a.yaml:1:6; "
          + "allowed: each section once."
      ])
  }

  @Test func `its files are watched, and those of targets`() throws {
    let files = try SampleLoader().load(
      """
      tls: { certificates: [{ certificate: a.pem, key: a.key }], clientCA: c.pem }
      functions:
        f:
          target: { http: "https://h/", tls: { ca: d.pem, certificate: e.pem, key: e.key } }
      """
    ).files
    #expect(
      files == ["m.yaml"]
        + ["a.key", "a.pem", "c.pem", "d.pem", "e.key", "e.pem"].map { "/home/\($0)" })
  }

  @Test func `what is wrong with the files is a problem at their place`() {
    var checks = ManifestChecks()
    checks.certificate = { $0 == "/home/a.pem" && $1 == "/home/a.key" ? "they don't fit" : nil }
    checks.authority = { $0 == "/home/c.pem" ? "the file is empty" : nil }
    let loader = SampleLoader(checks: checks)
    #expect(
      loader.problems(
        "tls: { certificates: [{ certificate: a.pem, key: a.key }], clientCA: c.pem }") == [
          "1:23: tls.certificates[0]: they don't fit; "
            + "allowed: PEM files of a certificate and its key.",
          "1:70: tls.clientCA: the file is empty; allowed: a PEM file of certificates.",
        ])
    #expect(
      loader.problems(
        """
        functions:
          f:
            target: { http: "https://h/", tls: { ca: c.pem, certificate: a.pem, key: a.key } }
        """
      ).count == 2)
  }

  @Test func `what a placeholder brings is not shown`() throws {
    let loader = SampleLoader(environment: ["WHERE": "hidden"])
    let manifest = try loader.load(
      """
      tls: { certificates: [{ certificate: "${env:WHERE}.pem", key: a.key }] }
      functions: { f: { target: { http: "https://h/", tls: { ca: "${env:WHERE}" } } } }
      """
    ).manifest
    let text = JSONText.written(manifest.json)
    #expect(!text.contains("hidden") && text.contains("***"))
    #expect(manifest.tls?.certificates[0].certificate == "/home/hidden.pem")
  }

  @Test func `an https target is checked by default`() throws {
    let manifest = try SampleLoader().load(
      """
      functions:
        a: { target: { http: "https://h/x" } }
        b: { target: { workers: ["https://h/", "http://h/"], tls: { serverName: "[::1]" } } }
      """
    ).manifest
    #expect(manifest.functions[0].own?.target.tls == TargetTLSSpec())
    #expect(manifest.functions[0].own?.target.tls?.verifies == true)
    #expect(manifest.functions[1].own?.target.tls?.serverName == "::1")
  }
}
