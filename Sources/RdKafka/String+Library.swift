extension String {
  /// Copies a text of the library; empty where it gave none.
  init(libraryText text: UnsafePointer<CChar>?) {
    guard let text = unsafe text else {
      self = ""
      return
    }
    self = unsafe String(cString: text)
  }

  /// Copies what the library wrote into a buffer, up to the end that it marked.
  init(libraryBuffer buffer: [CChar]) {
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    self = String(decoding: bytes, as: UTF8.self)
  }
}
