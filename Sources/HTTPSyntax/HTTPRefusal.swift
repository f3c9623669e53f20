/// Why bytes are not a message that Patchbay takes, and the status that says so.
package struct HTTPRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  package var fault: HTTPFault
  /// The fault is in a response: to whoever asked it is a bad gateway.
  package var isResponse: Bool

  package init(_ fault: HTTPFault, isResponse: Bool = false) {
    self.fault = fault
    self.isResponse = isResponse
  }

  /// 400, 413, 414, 417, 431, 501 or 505 for requests; 502 for responses.
  package var status: Int { isResponse ? 502 : fault.status }
  /// The reason in words, to follow "the request was refused:".
  package var reason: String { fault.reason }
  package var description: String { "\(status): \(reason)" }
}
