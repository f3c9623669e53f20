/// The methods of RFC 9110 section 9 and RFC 5789; any other is known by its bytes.
package enum HTTPMethod: UInt8, Sendable, Hashable, CaseIterable {
  case get, head, post, put, delete, connect, options, trace, patch
  case other

  /// The name on the wire; empty for `other`.
  package var name: String {
    switch self {
    case .get: "GET"
    case .head: "HEAD"
    case .post: "POST"
    case .put: "PUT"
    case .delete: "DELETE"
    case .connect: "CONNECT"
    case .options: "OPTIONS"
    case .trace: "TRACE"
    case .patch: "PATCH"
    case .other: ""
    }
  }

  /// The method whose at most seven letters stand in `word`, first letter lowest.
  ///
  /// Methods are case-sensitive (RFC 9110 section 9.1): `get` is `other`.
  @inline(__always)
  init(word: UInt64) {
    switch word {
    case 0x54_4547: self = .get
    case 0x4441_4548: self = .head
    case 0x5453_4F50: self = .post
    case 0x54_5550: self = .put
    case 0x4554_454C_4544: self = .delete
    case 0x54_4345_4E4E_4F43: self = .connect
    case 0x53_4E4F_4954_504F: self = .options
    case 0x45_4341_5254: self = .trace
    case 0x48_4354_4150: self = .patch
    default: self = .other
    }
  }
}
