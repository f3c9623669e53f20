import COpenSSL
import EventLoops

/// The bytes of a PEM file, and what OpenSSL finds in them.
struct PEMFile {
  let bytes: [UInt8]

  /// Bytes of a file: bundles of every authority there is have less.
  private static let limitBytes = 4 * 1_048_576

  /// - Throws: why it can't be read, in words that follow the name of the file's purpose.
  init(_ path: String) throws(PEMFault) {
    do throws(SmallFile.Failure) {
      bytes = try SmallFile.read(path, limitBytes: PEMFile.limitBytes)
    } catch {
      switch error {
      case .missing: throw PEMFault(reason: "file does not exist")
      case .tooLong(let limit): throw PEMFault(reason: "file has more than \(limit) bytes")
      case .system(let code): throw PEMFault(reason: "file can't be read: \(systemMessage(code))")
      }
    }
  }

  /// The certificates in it, in their order.
  ///
  /// - Throws: where there are none, or one of them is broken.
  func certificates() throws(PEMFault) -> [X509Certificate] {
    var found: [X509Certificate] = []
    OpenSSLErrors.clear()
    unsafe withReader { reader in
      while let pointer = unsafe PEM_read_bio_X509(reader, nil, nil, nil) {
        unsafe found.append(X509Certificate(owning: pointer))
      }
    }
    // After the last one the reader says that it finds no further beginning.
    let reason = OpenSSLErrors.take()
    if let reason, reason.number != PEM_R_NO_START_LINE {
      throw PEMFault(reason: "file is broken: \(reason.words)")
    }
    if found.isEmpty { throw PEMFault(reason: "file holds no certificate in PEM") }
    return found
  }

  /// The private key in it.
  ///
  /// - Throws: where there is none, or it has a pass phrase.
  func key() throws(PEMFault) -> PrivateKey {
    OpenSSLErrors.clear()
    let pointer = unsafe withReader { reader in
      // Without a function of ours OpenSSL would ask for a pass phrase on the terminal.
      unsafe PEM_read_bio_PrivateKey(reader, nil, { _, _, _, _ in -1 }, nil)
    }
    ERR_clear_error()
    guard let pointer = unsafe pointer else {
      throw PEMFault(reason: "file holds no private key in PEM without a pass phrase")
    }
    return unsafe PrivateKey(owning: pointer)
  }

  private func withReader<Result>(_ body: (OpaquePointer?) -> Result) -> Result {
    unsafe bytes.withUnsafeBytes { bytes in
      let reader = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count))
      defer { unsafe BIO_free(reader) }
      return unsafe body(reader)
    }
  }
}
