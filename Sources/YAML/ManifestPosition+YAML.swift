import CYAML
import Manifests

extension ManifestPosition {
  /// libyaml counts lines and characters from 0.
  init(_ mark: yaml_mark_t) {
    self.init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
  }

  /// The place of a byte.
  init(offset: Int, in text: UnsafeBufferPointer<UInt8>) {
    var (line, column) = (1, 1)
    for index in 0..<min(offset, text.count) {
      let byte = unsafe text[index]
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(line: line, column: column)
  }
}
