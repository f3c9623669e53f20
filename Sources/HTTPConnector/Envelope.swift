import CloudEvents
import HTTPSyntax

/// How the event is in the request, with what its headers say of it.
enum Envelope: ~Copyable {
  case binary(CloudEventAssembler)
  case structured
  case batch
  /// Not a CloudEvent: it gets an envelope.
  case none(contentType: String?)

  var isStructured: Bool {
    switch self {
    case .structured: true
    default: false
    }
  }

  var isBatch: Bool {
    switch self {
    case .batch: true
    default: false
    }
  }

  /// Reads what the head says.
  ///
  /// - Throws: `CloudEventError` where an attribute breaks a rule.
  static func read(_ head: borrowing RequestHead, _ bytes: Span<UInt8>)
    throws(CloudEventError) -> Envelope
  {
    if let range = head.contentType {
      switch try ContentMode(contentType: bytes.bytes(range)) {
      case .structured: return .structured
      case .batch: return .batch
      case .binary: break
      }
    }
    guard head.hasCloudEventHeaders else {
      return .none(contentType: head.contentType.map { bytes.text($0) })
    }
    var assembler = CloudEventAssembler()
    for index in 0..<head.fieldCount {
      let field = head.field(index)
      guard field.kind == .cloudEvent else { continue }
      let name = bytes.extracting((field.name.start + 3)..<field.name.end)
      try assembler.setAttribute(name: name, headerValue: bytes.bytes(field.value))
    }
    if let range = head.contentType { try assembler.setContentType(bytes.bytes(range)) }
    return .binary(assembler)
  }
}
