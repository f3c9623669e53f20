import Glibc

/// Writes everything, as far as anybody reads.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
  var sent = 0
  while sent < bytes.count {
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe write(descriptor, buffer.baseAddress.map { unsafe $0 + sent }, buffer.count - sent)
    }
    if count < 0 {
      if errno == EINTR { continue }
      return
    }
    sent += count
  }
}
