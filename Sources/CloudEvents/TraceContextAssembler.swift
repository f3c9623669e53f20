/// Collects what the fields of a message say of its trace.
package struct TraceContextAssembler {
  private var fields: TraceContext.Fields?
  private var parents = 0
  private var state: [UInt8] = []
  private var members = 0
  private var stateIsRight = true

  /// Members of a `tracestate`, and its bytes: what has more is dropped.
  ///
  /// Source: W3C Trace Context, sections 3.3.1.1 and 3.3.1.5, which asks for at least 512 bytes.
  private static let (maxMembers, maxStateBytes) = (32, 4_096)

  package init() {}

  /// Takes a field by its name, lower case; others than the two are passed over.
  package mutating func take(_ name: String, _ value: Span<UInt8>) {
    switch name {
    case "traceparent": takeParent(value)
    case "tracestate": takeState(value)
    default: break
    }
  }

  /// Takes a `traceparent`, of which there may be one.
  package mutating func takeParent(_ value: Span<UInt8>) {
    parents += 1
    fields = TraceContext.Fields(parent: value)
  }

  /// Takes a `tracestate`; several are one list.
  package mutating func takeState(_ value: Span<UInt8>) {
    guard !value.isEmpty, stateIsRight else { return }
    members += 1
    for index in value.indices {
      if value[index] == UInt8(ascii: ",") { members += 1 }
      // What could end a header line never gets into one.
      if value[index] < 0x20 || value[index] > 0x7E { stateIsRight = false }
    }
    if members > Self.maxMembers || state.count + value.count >= Self.maxStateBytes {
      stateIsRight = false
    }
    guard stateIsRight else { return }
    if !state.isEmpty { state.append(UInt8(ascii: ",")) }
    state.append(copying: value)
  }

  /// The context; nil where the parent is absent, wrong or there twice. A wrong state is left out.
  package func finish() -> TraceContext? {
    guard parents == 1, var fields else { return nil }
    if stateIsRight { fields.state = state }
    return TraceContext(fields)
  }
}
