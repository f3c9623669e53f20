import HTTPSyntax
import Testing

@Suite struct FieldKindTests {
  static let names: [(String, FieldKind)] = [
    ("Host", .host), ("Connection", .connection), ("Keep-Alive", .hopByHop), ("TE", .hopByHop),
    ("Trailer", .hopByHop), ("Upgrade", .hopByHop), ("Proxy-Connection", .hopByHop),
    ("Proxy-Authorization", .hopByHop), ("Proxy-Authenticate", .hopByHop),
    ("Content-Type", .contentType), ("Retry-After", .retryAfter), ("Date", .date),
    ("Forwarded", .forwarded), ("X-Forwarded-For", .forwarded), ("X-Forwarded-Host", .forwarded),
    ("X-Forwarded-Proto", .forwarded), ("X-Real-IP", .forwarded), ("Forwarder", .other),
    ("X-Real-Id", .other), ("X-Patchbay-Event-Id", .patchbay),
    ("traceparent", .trace), ("TraceState", .trace), ("tracestats", .other),
    ("traceparens", .other), ("Server", .server), ("ce-id", .cloudEvent),
    ("CE-Source", .cloudEvent),
    ("ce-specversion", .cloudEvent), ("Accept", .other), ("User-Agent", .other), ("X", .other),
    ("Content-Encoding", .other), ("Connections", .other), ("Content-Typo", .other),
    ("Content-Langth", .other), ("Transfer_Encoding", .other), ("Hosts", .other),
    ("Proxy", .other), ("Retry-Later", .other), ("Keep-Alivf", .other),
  ]

  @Test(arguments: names)
  func `a name is known in any case`(name: String, kind: FieldKind) {
    for spelling in [name, name.lowercased(), name.uppercased()] {
      #expect(kindOf(spelling, value: "v") == kind, "\(spelling)")
    }
  }

  @Test func `names that decide on framing are known`() {
    #expect(kindOf("CONTENT-length", value: "5") == .contentLength)
    #expect(kindOf("transfer-ENCODING", value: "chunked") == .transferEncoding)
    #expect(kindOf("EXPECT", value: "100-continue") == .expect)
  }

  @Test func `a name one bit away from a known one is not known`() {
    let names = [
      "transfer-encoding", "content-length", "connection", "keep-alive", "upgrade", "traceparent",
      "tracestate",
    ]
    for name in names {
      for place in name.utf8.indices {
        for bit in 0..<8 as Range<UInt8> where bit != 5 {
          var bytes = Array(name.utf8)
          bytes[name.utf8.distance(from: name.startIndex, to: place)] ^= 1 << bit
          let changed = String(decoding: bytes, as: UTF8.self)
          #expect([nil, .other].contains(kindOf(changed, value: "v")), "\(changed)")
        }
      }
    }
  }

  /// nil where the head is refused.
  private func kindOf(_ name: String, value: String) -> FieldKind? {
    let text = "POST / HTTP/1.1\r\n\(name): \(value)\r\n\(name == "Host" ? "" : "Host: a\r\n")\r\n"
    let bytes = Array(text.utf8)
    var head = RequestHead()
    _ = head.parse(bytes.span, limits: HTTPLimits())
    return head.fieldCount > 0 ? head.field(0).kind : nil
  }
}
