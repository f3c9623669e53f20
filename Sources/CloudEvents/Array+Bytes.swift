extension [UInt8] {
  init(copying bytes: Span<UInt8>) {
    self.init()
    append(copying: bytes)
  }

  /// Appends a copy of `bytes`.
  @inline(__always)
  mutating func append(copying bytes: Span<UInt8>) {
    // An empty array given nothing would write into the storage that all empty arrays share.
    guard bytes.count > 0 else { return }
    append(addingCapacity: bytes.count) { out in
      // Known to hold, but not to the optimizer, which then copies many bytes at once.
      precondition(bytes.count <= out.freeCapacity)
      for index in bytes.indices { out.append(bytes[index]) }
    }
  }
}
