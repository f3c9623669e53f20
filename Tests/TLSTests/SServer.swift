import TLS
import TestSupport

/// openssl(1) as a server on a free port of 127.0.0.1.
struct SServer {
  let port: UInt16
  let process: ChildProcess

  /// Starts it and waits until it accepts connections.
  ///
  /// - Throws: `TestSupportError` where it does not start.
  init(_ options: [String], _ files: CertificateFiles) async throws(TestSupportError) {
    port = try FreePort.next()
    process = try ChildProcess(
      "openssl",
      ["s_server", "-accept", "127.0.0.1:\(port)", "-cert", files.certificate, "-key", files.key]
        + options)
    let isQuiet = options.contains("-quiet")
    // A connection that is only tried would be the one that a quiet server waits for.
    let isReady =
      isQuiet ? await isListening(port) : await process.output.first(containing: "ACCEPT") != nil
    guard isReady else { throw .failed("openssl s_server: \(process.errors.text)") }
  }
}

/// Whether somebody listens on the port, soon, told from the system's table.
private func isListening(_ port: UInt16) async -> Bool {
  let hexadecimal = String(port, radix: 16, uppercase: true)
  let mark =
    "0100007F:\(String(repeating: "0", count: 4 - hexadecimal.count))\(hexadecimal) 00000000:0000 0A"
  let table = await poll {
    String(decoding: (try? readFile("/proc/net/tcp")) ?? [], as: UTF8.self)
  } until: {
    $0.contains(mark)
  }
  return table.contains(mark)
}
