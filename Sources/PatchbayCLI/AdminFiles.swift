import TLS

/// What an admin API that speaks TLS is checked by and shown: `--ca`, `--certificate` and `--key`.
struct AdminFiles: Sendable, Hashable {
  var authority: String?
  var certificate: String?
  var key: String?

  init() {}

  init(_ parsed: ParsedCommand) {
    authority = parsed[.authority]
    certificate = parsed[.certificate]
    key = parsed[.key]
  }

  /// - Throws: `CLIError` where one of certificate and key is missing, or a file can't be used.
  func context(for command: Command) throws(CLIError) -> TLSClientContext {
    var settings = TLSClientSettings()
    settings.authority = authority
    if let certificate, let key {
      settings.identity = CertificateFiles(certificate: certificate, key: key)
    } else if certificate != nil || key != nil {
      throw .usage("--certificate and --key go together", command)
    }
    do throws(TLSError) {
      return try TLSClientContext(settings)
    } catch {
      let given = [("--ca", authority), ("--certificate", certificate), ("--key", key)]
      let flags = given.compactMap { flag, path in path.map { "\(flag) \($0)" } }
      throw .failure("\(flags.joined(separator: " ")): \(error)")
    }
  }
}
