/// What `strace -f -xx -s 1048576` has written of a program: calls with all their bytes.
struct SystemTrace {
  struct Call {
    let thread: Int
    let name: String
    /// Numbers and names as they stand there; nil for texts and bytes.
    let words: [String]
    /// The one text, or the bytes, among the arguments.
    let bytes: [UInt8]
  }

  enum Step {
    case began(Call)
    case ended(Call, result: Int)
  }

  private let text: [UInt8]
  private var position = 0
  private var unfinished: [Int: Call] = [:]
  /// What a line says besides its first step.
  private var following: Step?

  init(_ text: [UInt8]) { self.text = text }

  /// The next step in the order in which the tracer saw them.
  mutating func next() -> Step? {
    if let step = following.take() { return step }
    while position < text.count {
      let end = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      let line = position..<end
      position = end + 1
      if let step = step(line) { return step }
    }
    return nil
  }

  private mutating func step(_ line: Range<Int>) -> Step? {
    var reader = LineReader(text: text, rest: line)
    guard let thread = Int(reader.word(until: " ")) else { return nil }
    reader.skip(" ")
    if reader.starts(with: "<...") {
      guard let call = unfinished.removeValue(forKey: thread) else { return nil }
      return .ended(call, result: reader.result)
    }
    let call = reader.call(thread)
    if reader.endsUnfinished {
      unfinished[thread] = call
    } else {
      following = .ended(call, result: reader.result)
    }
    return .began(call)
  }
}

private struct LineReader {
  let text: [UInt8]
  var rest: Range<Int>

  private var byte: UInt8? { rest.isEmpty ? nil : text[rest.lowerBound] }

  private mutating func advance(_ count: Int = 1) {
    rest = min(rest.lowerBound + count, rest.upperBound)..<rest.upperBound
  }

  mutating func skip(_ character: Character) {
    while let byte, byte == character.asciiValue { advance() }
  }

  mutating func word(until ends: Character...) -> String {
    let start = rest.lowerBound
    while let byte, !ends.contains(where: { $0.asciiValue == byte }) { advance() }
    return String(decoding: text[start..<rest.lowerBound], as: UTF8.self)
  }

  func starts(with prefix: String) -> Bool { text[rest].starts(with: prefix.utf8) }

  var endsUnfinished: Bool {
    text[rest].suffix(16).elementsEqual("<unfinished ...>".utf8)
  }

  /// The number behind the last `=`; -1 where there is none, as for a call that never returned.
  var result: Int {
    let tail = String(decoding: text[rest].suffix(80), as: UTF8.self)
    guard let sign = tail.ranges(of: " = ").last else { return -1 }
    return Int(tail[sign.upperBound...].prefix { $0 != " " }) ?? -1
  }

  mutating func call(_ thread: Int) -> SystemTrace.Call {
    let name = word(until: "(")
    advance()
    var words: [String] = []
    var bytes: [UInt8] = []
    while let byte, byte != UInt8(ascii: ")"), byte != UInt8(ascii: "<") {
      if byte == UInt8(ascii: "\"") {
        bytes = quoted()
      } else {
        words.append(word(until: ",", ")", " "))
      }
      skip(",")
      skip(" ")
    }
    return SystemTrace.Call(thread: thread, name: name, words: words, bytes: bytes)
  }

  /// Bytes as `\x2f\x74`.
  private mutating func quoted() -> [UInt8] {
    advance()
    var bytes: [UInt8] = []
    while let byte, byte == UInt8(ascii: "\\") {
      bytes.append(
        Self.digit(text[rest.lowerBound + 2]) << 4 | Self.digit(text[rest.lowerBound + 3]))
      advance(4)
    }
    advance()
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8 { byte <= 57 ? byte - 48 : byte - 87 }
}
