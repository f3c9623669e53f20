extension Array where Element == UInt8 {
  /// Appends `data`, which is not empty, as a chunk (RFC 9112 section 7.1).
  package mutating func append(chunk data: [UInt8]) {
    appendHex(UInt64(data.count))
    append("\r\n")
    append(contentsOf: data)
    append("\r\n")
  }

  /// Appends the chunk that ends a body.
  ///
  /// - Parameter trailerLines: each ended by CR LF.
  package mutating func appendLastChunk(trailerLines: [UInt8]) {
    append("0\r\n")
    append(contentsOf: trailerLines)
    append("\r\n")
  }
}
