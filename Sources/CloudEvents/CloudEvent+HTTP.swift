import JSONSyntax

/// Binary mode over HTTP, which is also the form in which a queued event is stored.
///
/// Source: CloudEvents HTTP binding 1.0.2, section 3.1.
extension CloudEvent {
  /// Appends the header lines of binary mode, each ended by CR LF: `ce-specversion: 1.0` first,
  /// `Content-Type` last where the event has a `datacontenttype`.
  ///
  /// Values are percent-encoded. The data is not part of it.
  package func appendBinaryHead(to bytes: inout [UInt8]) { fields.appendBinaryHead(to: &bytes) }

  /// The text that `appendBinaryHead` writes: how the attributes of a queued event are stored.
  package var storedHead: [UInt8] {
    var bytes: [UInt8] = []
    appendBinaryHead(to: &bytes)
    return bytes
  }

  /// Reads back what `storedHead` gave.
  ///
  /// The event is the same except that boolean and integer extensions have become their text,
  /// as in any header.
  /// - Throws: `CloudEventError` for a text that `storedHead` cannot have written.
  package init(storedHead: Span<UInt8>, data: [UInt8]?) throws(CloudEventError) {
    var assembler = CloudEventAssembler()
    var index = 0
    while index < storedHead.count {
      let end = Self.lineEnd(storedHead, from: index)
      let line = storedHead.extracting(index..<end)
      guard end &+ 1 < storedHead.count, storedHead[end &+ 1] == UInt8(ascii: "\n") else {
        throw CloudEventAssembler.lineError(line)
      }
      try assembler.takeLine(line)
      index = end &+ 2
    }
    self = try assembler.finish(data: data)
  }

  /// Where in what `storedHead` gave the value of an extension stands, still encoded; nil where the
  /// event has none of that name. Nothing else of the event is read.
  ///
  /// - Parameter lead: `ce-NAME: `.
  package static func value(after lead: Span<UInt8>, in storedHead: Span<UInt8>) -> Range<Int>? {
    var index = 0
    while index < storedHead.count {
      let end = lineEnd(storedHead, from: index)
      if begins(storedHead, at: index, with: lead) { return (index &+ lead.count)..<end }
      index = end &+ 2
    }
    return nil
  }

  private static func begins(_ text: Span<UInt8>, at start: Int, with lead: Span<UInt8>) -> Bool {
    guard text.count &- start >= lead.count else { return false }
    for index in 0..<lead.count where text[start &+ index] != lead[index] { return false }
    return true
  }

  /// Where the carriage return of the line stands, or the end.
  private static func lineEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index &+ 8 <= text.count {
      let marks = ByteWord(text, at: index).marks(equalTo: UInt8(ascii: "\r"))
      if marks != 0 { return index &+ ByteWord.distance(toFirstOf: marks) }
      index &+= 8
    }
    while index < text.count, text[index] != UInt8(ascii: "\r") { index &+= 1 }
    return index
  }
}

extension CloudEventAssembler {
  /// Takes a line that `appendBinaryHead` wrote, without its end.
  fileprivate mutating func takeLine(_ line: Span<UInt8>) throws(CloudEventError) {
    for colon in line.indices where line[colon] == UInt8(ascii: ":") {
      guard colon &+ 2 <= line.count else { break }
      let name = line.extracting(0..<colon)
      let value = line.extracting((colon &+ 2)..<line.count)
      if name.count > 3, name.extracting(0..<3).matchesIgnoringCase("ce-") {
        return try setAttribute(name: name.extracting(3..<colon), headerValue: value)
      }
      guard name.matchesIgnoringCase("content-type") else { break }
      return try setContentType(value)
    }
    throw Self.lineError(line)
  }

  fileprivate static func lineError(_ line: Span<UInt8>) -> CloudEventError {
    CloudEventError(.headerLine, found: String(decoding: [UInt8](copying: line), as: UTF8.self))
  }
}
