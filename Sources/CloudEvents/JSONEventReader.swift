import JSONSyntax

/// Reads one event of the JSON format where a scanner stands.
///
/// Only strings that the event keeps are copied out of the text; the data is found as a range.
struct JSONEventReader: ~Copyable {
  private var assembler = CloudEventAssembler()
  private var data: Member?
  private var base64: Member?

  private struct Member {
    var name: JSONText
    /// The bytes of the value.
    var range: Range<Int>
    var kind: JSONKind
    /// Where the value is a string.
    var text: JSONText?
  }

  /// - Throws: `CloudEventError` where the value is not an event.
  static func read(_ scanner: inout JSONScanner) throws(CloudEventError) -> CloudEvent {
    var reader = JSONEventReader()
    guard try enterObject(&scanner) else { throw CloudEventError(.jsonObject) }
    while let member = try nextMember(&scanner) { try reader.take(member, of: scanner) }
    return try reader.finish(scanner)
  }

  private mutating func take(
    _ member: Member, of scanner: borrowing JSONScanner
  ) throws(CloudEventError) {
    guard !member.name.hasEscapes else {
      let name = scanner.utf8(member.name)
      return try take(member, named: name.span, of: scanner)
    }
    try take(member, named: scanner.bytes.extracting(member.name.range), of: scanner)
  }

  private mutating func take(
    _ member: Member, named name: Span<UInt8>, of scanner: borrowing JSONScanner
  ) throws(CloudEventError) {
    if name.matches("data") {
      guard data == nil else { throw CloudEventError(.once, attribute: "data") }
      data = member
    } else if name.matches("data_base64") {
      guard base64 == nil else { throw CloudEventError(.once, attribute: "data_base64") }
      if member.kind != .null { base64 = member }
    } else {
      try takeAttribute(member, named: name, of: scanner)
    }
  }

  /// A null is as good as no attribute (section 2.2).
  private mutating func takeAttribute(
    _ member: Member, named name: Span<UInt8>, of scanner: borrowing JSONScanner
  ) throws(CloudEventError) {
    if let text = member.text {
      guard text.hasEscapes else {
        return try takeString(named: name, scanner.bytes.extracting(text.range))
      }
      let resolved = scanner.utf8(text)
      return try takeString(named: name, resolved.span)
    }
    if member.kind == .null { return }
    if let attribute = CoreAttribute(name: name), name[0] >= UInt8(ascii: "a") {
      throw CloudEventError(.string, attribute: attribute.name, found: found(member, scanner))
    }
    switch member.kind {
    case .bool:
      let isTrue = scanner.bytes[member.range.lowerBound] == UInt8(ascii: "t")
      try assembler.setExtension(name, .boolean(isTrue))
    case .number:
      guard let integer = Int32(found(member, scanner)) else {
        throw CloudEventError(
          .integerRange, attribute: scanner.text(member.name), found: found(member, scanner))
      }
      try assembler.setExtension(name, .integer(integer))
    default:
      throw CloudEventError(
        .attributeType, attribute: scanner.text(member.name), found: found(member, scanner))
    }
  }

  private mutating func takeString(
    named name: Span<UInt8>, _ text: Span<UInt8>
  ) throws(CloudEventError) {
    if name.matches("datacontenttype") {
      guard !text.isEmpty else { throw CloudEventError(.notEmpty, attribute: "datacontenttype") }
      try assembler.setContentType(text)
    } else {
      try assembler.set(name: name, text: text)
    }
  }

  private consuming func finish(
    _ scanner: borrowing JSONScanner
  ) throws(CloudEventError) -> CloudEvent {
    if let base64 {
      guard data == nil || data?.kind == .null else { throw CloudEventError(.oneData) }
      guard let text = base64.text, let bytes = Self.decoded(text, scanner) else {
        throw CloudEventError(
          .base64, attribute: "data_base64", found: found(base64, scanner))
      }
      return try assembler.finish(data: bytes)
    }
    guard let data else { return try assembler.finish(data: nil) }
    guard let contentType = assembler.dataContentType else {
      assembler.dataContentType = "application/json"
      return try assembler.finish(data: Self.raw(data, scanner))
    }
    if let text = data.text, !MediaType.isJSON(contentType) {
      return try assembler.finish(data: scanner.utf8(text))
    }
    return try assembler.finish(data: Self.raw(data, scanner))
  }

  private func found(_ member: Member, _ scanner: borrowing JSONScanner) -> String {
    let range = member.range.lowerBound..<min(member.range.upperBound, member.range.lowerBound + 80)
    return String(
      decoding: [UInt8](copying: scanner.bytes.extracting(range)), as: UTF8.self)
  }

  private static func raw(_ member: Member, _ scanner: borrowing JSONScanner) -> [UInt8] {
    [UInt8](copying: scanner.bytes.extracting(member.range))
  }

  private static func decoded(_ text: JSONText, _ scanner: borrowing JSONScanner) -> [UInt8]? {
    guard text.hasEscapes else { return Base64.decode(scanner.bytes.extracting(text.range)) }
    return Base64.decode(scanner.utf8(text).span)
  }

  /// - Returns: false where another value stands there.
  private static func enterObject(_ scanner: inout JSONScanner) throws(CloudEventError) -> Bool {
    do throws(JSONError) {
      guard try scanner.peek() == .object else { return false }
      try scanner.enterObject()
      return true
    } catch {
      throw CloudEventError(.json(error))
    }
  }

  private static func nextMember(
    _ scanner: inout JSONScanner
  ) throws(CloudEventError) -> Member? {
    do throws(JSONError) {
      guard let name = try scanner.nextMember() else { return nil }
      let kind = try scanner.peek()
      if kind == .string {
        let start = scanner.offset
        let text = try scanner.string()
        return Member(name: name, range: start..<scanner.offset, kind: kind, text: text)
      }
      return Member(name: name, range: try scanner.skipValue(), kind: kind, text: nil)
    } catch {
      throw CloudEventError(.json(error))
    }
  }
}
