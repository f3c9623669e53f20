import CYAML
import Manifests

extension ManifestPosition {
  /// libyaml counts lines and characters from 0.
  init(_ mark: yaml_mark_t) {
    self.init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
  }

  /// The place of a byte.
  init(offset: Int, in text: UnsafeBufferPointer<UInt8>) {
    var position = ManifestPosition.start
    for index in 0..<min(offset, text.count) {
      let byte = unsafe text[index]
      if byte == UInt8(ascii: "\n") {
        position.line += 1
        position.column = 1
      } else if byte & 0xC0 != 0x80 {
        position.column += 1
      }
    }
    self = position
  }
}
