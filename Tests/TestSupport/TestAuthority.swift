/// A certificate authority that openssl(1) made for one test, and a certificate for 127.0.0.1.
package struct TestAuthority: Sendable {
  package let folder: TemporaryFolder

  /// The file of the authority's certificate.
  package var certificate: String { folder.file("ca.pem") }
  package var serverCertificate: String { folder.file("server.pem") }
  package var serverKey: String { folder.file("server.key") }

  /// Lines with which mosquitto's listener speaks TLS.
  package var brokerSettings: [String] {
    ["cafile \(certificate)", "certfile \(serverCertificate)", "keyfile \(serverKey)"]
  }

  /// What mosquitto_pub(1) needs to trust it.
  package var publisherOptions: [String] { ["--cafile", certificate] }

  /// - Throws: `TestSupportError` where openssl(1) is missing or fails.
  package init() async throws(TestSupportError) {
    folder = try TemporaryFolder()
    let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    let extensions = try folder.write("extensions", "subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    try await openssl(
      ["req", "-x509", "-days", "2", "-subj", "/CN=Test authority"] + newKey + [
        "-keyout", folder.file("ca.key"), "-out", certificate,
      ])
    try await openssl(
      ["req", "-subj", "/CN=127.0.0.1"] + newKey + [
        "-keyout", serverKey, "-out", folder.file("server.csr"),
      ])
    try await openssl([
      "x509", "-req", "-days", "2", "-in", folder.file("server.csr"), "-CA", certificate,
      "-CAkey", folder.file("ca.key"), "-CAcreateserial", "-out", serverCertificate,
      "-extfile", extensions,
    ])
  }

  private func openssl(_ arguments: [String]) async throws(TestSupportError) {
    let child = try ChildProcess("openssl", arguments)
    guard await child.wait() == .code(0) else {
      throw .failed("openssl \(arguments[0]): \(child.errors.text)")
    }
  }
}
