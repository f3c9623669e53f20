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

  /// - Parameter name: what the authority is called.
  /// - Throws: `TestSupportError` where openssl(1) is missing or fails.
  package init(_ name: String = "Test authority") async throws(TestSupportError) {
    folder = try TemporaryFolder()
    try await openssl(
      ["req", "-x509", "-days", "2", "-subj", "/CN=\(name)"] + TestAuthority.newKey + [
        "-keyout", folder.file("ca.key"), "-out", certificate,
      ])
    try await issue("server")
  }

  /// Makes a certificate and its key.
  ///
  /// - Parameters:
  ///   - name: that of the files (`NAME.pem`, `NAME.key`), and the common name.
  ///   - names: the subject alternative names.
  ///   - days: how long it is good; less than 0 for one that has expired.
  /// - Throws: `TestSupportError` where openssl(1) fails.
  package func issue(
    _ name: String, for names: String = "IP:127.0.0.1,DNS:localhost", days: Int = 2
  ) async throws(TestSupportError) {
    let extensions = try folder.write("extensions", "subjectAltName=\(names)\n")
    let request = folder.file("request.csr")
    try await openssl(
      ["req", "-subj", "/CN=\(name)"] + TestAuthority.newKey + [
        "-keyout", folder.file("\(name).key"), "-out", request,
      ])
    try await openssl([
      "x509", "-req", "-days", "\(days)", "-in", request, "-CA", certificate,
      "-CAkey", folder.file("ca.key"), "-CAcreateserial", "-out", folder.file("\(name).pem"),
      "-extfile", extensions,
    ])
  }

  private static let newKey = [
    "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
  ]

  private func openssl(_ arguments: [String]) async throws(TestSupportError) {
    let child = try ChildProcess("openssl", arguments)
    guard await child.wait() == .code(0) else {
      throw .failed("openssl \(arguments[0]): \(child.errors.text)")
    }
  }
}
