import CYAML
import Manifests

/// libyaml's parser over a text in memory.
///
/// It must not outlive the text that it was made for.
@safe struct YAMLEvents: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  enum Event {
    case beginDocument(ManifestPosition)
    case scalar(String, style: Style, Properties)
    case beginSequence(Properties)
    case beginMapping(Properties)
    case endCollection
    case alias(String, ManifestPosition)
    /// The beginning of the stream, or the end of a document.
    case other
    case end
  }

  enum Style {
    case plain, quoted
  }

  /// What may stand before any value.
  struct Properties {
    var position: ManifestPosition
    var anchor: String?
    var tag: String?

    /// `str`, `int`, … for a tag of the core schema, `!` for the one that says "as it stands".
    var coreTag: String? {
      guard let tag else { return nil }
      if tag == "!" { return tag }
      let prefix = "tag:yaml.org,2002:"
      guard tag.hasPrefix(prefix) else { return nil }
      let name = String(tag.dropFirst(prefix.count))
      return ["str", "int", "float", "bool", "null", "seq", "map"].contains(name) ? name : nil
    }
  }

  /// Why the text is not YAML.
  struct Fault: Error {
    var reason: String
    var hint: String?
    var position: ManifestPosition
  }

  /// Nil where libyaml has no memory.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    unsafe parser = .allocate(capacity: 1)
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      unsafe parser.deallocate()
      return nil
    }
    // A null pointer means no text only where the size is 0, which libyaml reads as the end.
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// The next event of `text`, which is the one that this was made for.
  mutating func next(in text: UnsafeBufferPointer<UInt8>) -> Result<Event, Fault> {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else {
      return .failure(unsafe fault(in: text))
    }
    defer { unsafe yaml_event_delete(&event) }
    return .success(unsafe read(event))
  }

  private func read(_ event: yaml_event_t) -> Event {
    let position = unsafe ManifestPosition(event.start_mark)
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT: return .beginDocument(position)
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      return .beginSequence(
        Properties(
          position: position, anchor: unsafe text(start.anchor), tag: unsafe text(start.tag)))
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      return .beginMapping(
        Properties(
          position: position, anchor: unsafe text(start.anchor), tag: unsafe text(start.tag)))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .endCollection
    case YAML_ALIAS_EVENT:
      return .alias(unsafe text(event.data.alias.anchor) ?? "", position)
    case YAML_STREAM_END_EVENT: return .end
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return .scalar(
        unsafe String(decoding: bytes, as: UTF8.self),
        style: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .quoted,
        Properties(
          position: position, anchor: unsafe text(scalar.anchor), tag: unsafe text(scalar.tag)))
    default: return .other
    }
  }

  private func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
  }

  private func fault(in text: UnsafeBufferPointer<UInt8>) -> Fault {
    let state = unsafe parser.pointee
    var reason = unsafe state.problem.map { unsafe String(cString: $0) } ?? "not enough memory"
    // libyaml marks no place where the bytes themselves are wrong.
    guard unsafe state.error != YAML_READER_ERROR else {
      let position = unsafe ManifestPosition(offset: state.problem_offset, in: text)
      return Fault(reason: reason, position: position)
    }
    let position = unsafe ManifestPosition(state.problem_mark)
    if let context = unsafe state.context {
      let begin = unsafe ManifestPosition(state.context_mark)
      reason += unsafe ", \(String(cString: context)) that begins in line \(begin.line)"
    }
    let offset = unsafe Int(state.problem_mark.index)
    let isTab = unsafe offset < text.count && text[offset] == UInt8(ascii: "\t")
    return Fault(
      reason: reason, hint: isTab ? "Indent by spaces, not by tabs." : nil, position: position)
  }
}
