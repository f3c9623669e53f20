import CYAML
import Manifests

/// Reads a YAML file, event by event, into the tree of a manifest.
///
/// Manifests are written out: anchors, aliases, merge keys and tags of one's own are refused, so
/// that what a line says does not depend on another one, and a small file stays small in memory.
package enum YAMLParser {
  /// Reads the whole file; what is wrong stands in the document's problems.
  package static func document(
    file: String, bytes: [UInt8], limits: ManifestLimits = ManifestLimits()
  ) -> ManifestDocument {
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let text = hasMark ? Array(bytes.dropFirst(3)) : bytes
    var builder = NodeBuilder(file: file, limits: limits)
    guard text.count <= limits.fileBytes else {
      builder.report("the file has more than \(limits.fileBytes) bytes", at: .start)
      return builder.document(isComplete: false)
    }
    let isComplete = unsafe text.withUnsafeBufferPointer { buffer in
      guard var events = unsafe YAMLEvents(buffer) else {
        builder.report("there is no memory to read the file", at: .start)
        return false
      }
      return unsafe read(&events, into: &builder, text: buffer)
    }
    return builder.document(isComplete: isComplete)
  }

  /// Returns whether the end of the file was reached.
  private static func read(
    _ events: inout YAMLEvents, into builder: inout NodeBuilder, text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    var documents = 0
    while !builder.isExhausted {
      switch unsafe events.next(in: text) {
      case .failure(let fault):
        builder.report(
          "not valid YAML: \(fault.reason)", hint: fault.hint, at: fault.position)
        return false
      case .success(.end): return true
      case .success(.beginDocument(let position)):
        documents += 1
        guard documents == 1 else {
          builder.report(
            "a second document in one file", allowed: "one", hint: "Write it into another file.",
            at: position)
          return false
        }
      case .success(.scalar(let text, let style, let properties)):
        scalar(text, style, properties, into: &builder)
      case .success(.beginSequence(let properties)):
        check(properties, fits: "seq", in: &builder)
        builder.beginSequence(at: properties.position)
      case .success(.beginMapping(let properties)):
        check(properties, fits: "map", in: &builder)
        builder.beginMapping(at: properties.position)
      case .success(.endCollection): builder.end()
      case .success(.alias(let name, let position)):
        builder.report(
          "an alias (`*\(name)`)", allowed: "values written out",
          hint: "Write the value out in its place.", at: position)
        builder.refused(at: position)
      case .success(.other): continue
      }
    }
    return false
  }

  private static func scalar(
    _ text: String, _ style: YAMLEvents.Style, _ properties: YAMLEvents.Properties,
    into builder: inout NodeBuilder
  ) {
    var isPlain = style == .plain
    if let tag = properties.coreTag {
      isPlain = tag != "str" && tag != "!"
      check(properties, fits: ScalarTag.fits(tag, text) ? tag : "a text", in: &builder)
    } else {
      check(properties, fits: "", in: &builder)
    }
    builder.scalar(text, isPlain: isPlain, at: properties.position)
  }

  /// Refuses anchors, and tags that are not of the core schema or do not fit the value.
  private static func check(
    _ properties: YAMLEvents.Properties, fits kind: String, in builder: inout NodeBuilder
  ) {
    if let anchor = properties.anchor {
      builder.report(
        "an anchor (`&\(anchor)`)", allowed: "values written out",
        hint: "Write the value out wherever it is needed.", at: properties.position)
    }
    guard let tag = properties.tag else { return }
    guard let core = properties.coreTag else {
      builder.report(
        "a tag (`\(tag.escapingControls)`)",
        allowed: "`!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!seq`, `!!map`",
        hint: "Leave the tag away.", at: properties.position)
      return
    }
    if core != kind, core != "!" {
      builder.report(
        "a tag (`!!\(core.escapingControls)`) that does not fit its value",
        allowed: "a tag that fits", hint: "Leave the tag away.", at: properties.position)
    }
  }
}
