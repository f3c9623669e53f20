/// The line of a stored head that says where the end of a call is to be posted, or is posted to; it
/// stands behind those of the trace.
package enum CallbackLine {
  private static let lead = Array("X-Callback-Url: ".utf8)
  private static let end = Array("\r\n".utf8)

  /// - Parameter url: without control characters.
  package static func append(_ url: String, to head: inout [UInt8]) {
    head.append(contentsOf: lead)
    head.append(contentsOf: url.utf8)
    head.append(contentsOf: end)
  }

  /// Takes the line from the front of `lines`; nil where it does not stand there.
  package static func take(from lines: inout ArraySlice<UInt8>) -> String? {
    guard lines.starts(with: lead), let end = lines.firstIndex(of: end[0]) else { return nil }
    let url = String(decoding: lines[..<end].dropFirst(lead.count), as: UTF8.self)
    lines = lines[end...].dropFirst(2)
    return url
  }
}
