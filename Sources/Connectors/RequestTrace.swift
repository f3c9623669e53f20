/// The parts of an HTTP request that a passthrough target sees again.
package struct RequestTrace: Sendable, Hashable {
  package var method: String
  /// What the source's `{rest...}` matched, or the whole path; begins with `/`.
  package var path: String
  /// Without the `?`; nil where there was none.
  package var query: String?
  /// End-to-end header lines as they came, each `name: value\r\n`, without `ce-*`,
  /// `X-Patchbay-*`, `Forwarded` and its like, `Content-Length`, `Content-Type`, hop-by-hop headers
  /// and names with an underscore.
  package var headerLines: [UInt8]

  package init(method: String, path: String, query: String?, headerLines: [UInt8]) {
    self.method = method
    self.path = path
    self.query = query
    self.headerLines = headerLines
  }

  /// The header lines but for those of the given names, which are in lower case.
  package func headerLines(without names: [String]) -> [UInt8] {
    guard !names.isEmpty else { return headerLines }
    var lines: [UInt8] = []
    for line in headerLines.split(separator: 10) {
      let name = String(decoding: line.prefix { $0 != 58 }, as: UTF8.self).lowercased()
      if names.contains(name) { continue }
      lines += line
      lines.append(10)
    }
    return lines
  }
}

extension RequestTrace {
  /// What the store keeps: `METHOD PATH[?QUERY]\r\n` and the header lines.
  package var stored: [UInt8] {
    var bytes = Array("\(method) \(path)\(query.map { "?\($0)" } ?? "")\r\n".utf8)
    bytes.append(contentsOf: headerLines)
    return bytes
  }

  /// Reads what `stored` wrote; nil for anything else.
  package init?(stored bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: 13), end + 2 <= bytes.count,
      let space = bytes[..<end].firstIndex(of: 32)
    else { return nil }
    method = String(decoding: bytes[..<space], as: UTF8.self)
    let target = bytes[(space + 1)..<end]
    if let mark = target.firstIndex(of: 63) {
      path = String(decoding: target[..<mark], as: UTF8.self)
      query = String(decoding: target[(mark + 1)...], as: UTF8.self)
    } else {
      path = String(decoding: target, as: UTF8.self)
      query = nil
    }
    headerLines = Array(bytes[(end + 2)...])
  }
}
