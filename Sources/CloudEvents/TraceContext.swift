/// Where an event stands in a distributed trace: what `traceparent` and `tracestate` say.
///
/// Source: W3C Trace Context, level 1 of 2021-11-23, section 3; of level 2 the flag `random`.
package struct TraceContext: Sendable, Hashable {
  package struct TraceID: Sendable, Hashable {
    let high: UInt64
    let low: UInt64
  }

  /// What the two values say.
  struct Fields: Sendable, Hashable {
    /// Not both halves zero.
    var traceID: TraceID
    /// Not zero.
    var parentID: UInt64
    /// `sampled` and `random`; the others must be passed on as zero.
    var flags: UInt8
    /// What tracing systems say, as it came and checked; empty where they say nothing.
    var state: [UInt8] = []
  }

  /// One reference: most events have no trace, and what carries them stays small.
  private final class Box: Sendable {
    let fields: Fields

    init(_ fields: consuming Fields) { self.fields = fields }
  }

  private let box: Box

  init(_ fields: consuming Fields) { box = Box(fields) }

  private static let sampled: UInt8 = 1

  package var traceID: TraceID { box.fields.traceID }
  /// The id of the step that whoever reads this comes from.
  package var parentID: UInt64 { box.fields.parentID }

  package static func == (left: TraceContext, right: TraceContext) -> Bool {
    left.box === right.box || left.box.fields == right.box.fields
  }

  package func hash(into hasher: inout Hasher) { box.fields.hash(into: &hasher) }

  /// A new trace, which is to be sampled.
  package init(beginningWith bits: inout RandomBits) {
    self.init(
      Fields(
        traceID: TraceID(high: bits.next(), low: bits.next() | 1), parentID: bits.next() | 1,
        flags: Self.sampled))
  }

  /// The event's own: its extensions `traceparent` and `tracestate`.
  ///
  /// - Source: CloudEvents, extension "Distributed Tracing".
  package init?(_ event: CloudEvent) {
    guard event.hasExtensions else { return nil }
    var assembler = TraceContextAssembler()
    for attribute in event.extensions {
      guard case .string(let text) = attribute.value else { continue }
      assembler.take(attribute.name, text.utf8Span.span)
    }
    guard let context = assembler.finish() else { return nil }
    self = context
  }

  /// The same trace with a new step as parent, for one attempt.
  package func next(_ bits: inout RandomBits) -> TraceContext {
    var fields = box.fields
    fields.parentID = bits.next() | 1
    return TraceContext(fields)
  }
}

extension TraceContext.Fields {
  private static let passedFlags: UInt8 = 3

  /// Reads the value of a `traceparent`; nil where it breaks a rule.
  ///
  /// A later version may have more behind another hyphen, which is not passed on.
  init?(parent: Span<UInt8>) {
    guard parent.count >= 55, parent[2] == .hyphen, parent[35] == .hyphen, parent[52] == .hyphen,
      let version = UInt64(hex: parent.extracting(0..<2)), version != 0xFF,
      parent.count == 55 || (version > 0 && parent[55] == .hyphen),
      let high = UInt64(hex: parent.extracting(3..<19)),
      let low = UInt64(hex: parent.extracting(19..<35)), high | low != 0,
      let parentID = UInt64(hex: parent.extracting(36..<52)), parentID != 0,
      let flags = UInt64(hex: parent.extracting(53..<55))
    else { return nil }
    traceID = TraceContext.TraceID(high: high, low: low)
    self.parentID = parentID
    self.flags = UInt8(flags) & Self.passedFlags
  }
}

// MARK: As text

extension TraceContext {
  /// The value of `traceparent`.
  package var parentText: String {
    var bytes: [UInt8] = []
    appendParent(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value of `tracestate`; nil where there is none.
  package var stateText: String? {
    box.fields.state.isEmpty ? nil : String(decoding: box.fields.state, as: UTF8.self)
  }

  /// Appends `traceparent: … CRLF`, and `tracestate: … CRLF` where there is one.
  package func appendHeaderLines(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: Lead.parent)
    appendParent(to: &bytes)
    bytes.append(contentsOf: Lead.end)
    guard !box.fields.state.isEmpty else { return }
    bytes.append(contentsOf: Lead.state)
    bytes.append(contentsOf: box.fields.state)
    bytes.append(contentsOf: Lead.end)
  }

  /// Takes the lines that `appendHeaderLines` wrote from the front of `lines`; nil where they do
  /// not stand there.
  package init?(leading lines: inout ArraySlice<UInt8>) {
    guard lines.starts(with: Lead.parent), let end = lines.firstIndex(of: Lead.end[0]) else {
      return nil
    }
    var assembler = TraceContextAssembler()
    assembler.takeParent(lines[(lines.startIndex + Lead.parent.count)..<end].span)
    var rest = lines[end...].dropFirst(2)
    if rest.starts(with: Lead.state), let end = rest.firstIndex(of: Lead.end[0]) {
      assembler.takeState(rest[(rest.startIndex + Lead.state.count)..<end].span)
      rest = rest[end...].dropFirst(2)
    }
    guard let context = assembler.finish() else { return nil }
    self = context
    lines = rest
  }

  private func appendParent(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: Lead.version)
    bytes.append(hex: traceID.high)
    bytes.append(hex: traceID.low)
    bytes.append(.hyphen)
    bytes.append(hex: parentID)
    bytes.append(.hyphen)
    bytes.append(UInt8(ascii: "0"))
    bytes.append(UInt8(ascii: "0") + box.fields.flags)
  }
}

extension TraceContext.TraceID: CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  package var description: String {
    var bytes: [UInt8] = []
    bytes.append(hex: high)
    bytes.append(hex: low)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What stands before the values; arrays, for these are copied at once.
private enum Lead {
  static let parent = Array("traceparent: ".utf8)
  static let version = Array("00-".utf8)
  static let state = Array("tracestate: ".utf8)
  static let end = Array("\r\n".utf8)
}

extension UInt8 {
  fileprivate static let hyphen = UInt8(ascii: "-")
}
