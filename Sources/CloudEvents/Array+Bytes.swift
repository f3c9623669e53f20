extension [UInt8] {
  init(copying bytes: Span<UInt8>) {
    self.init(capacity: bytes.count) { out in
      for index in bytes.indices { out.append(bytes[index]) }
    }
  }

  /// Appends a copy of `bytes`.
  @inline(__always)
  mutating func append(copying bytes: Span<UInt8>) {
    append(addingCapacity: bytes.count) { out in
      for index in bytes.indices { out.append(bytes[index]) }
    }
  }
}
