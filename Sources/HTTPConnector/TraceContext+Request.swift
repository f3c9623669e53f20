import CloudEvents
import HTTPSyntax

extension TraceContext {
  /// What a request's header says; nil where it says nothing, or breaks a rule.
  init?(_ head: borrowing RequestHead, _ bytes: Span<UInt8>) {
    var assembler = TraceContextAssembler()
    for index in 0..<head.fieldCount {
      let field = head.field(index)
      guard field.kind == .trace else { continue }
      let value = bytes.bytes(field.value)
      if bytes.matches(field.name, "traceparent") {
        assembler.takeParent(value)
      } else {
        assembler.takeState(value)
      }
    }
    guard let context = assembler.finish() else { return nil }
    self = context
  }
}
