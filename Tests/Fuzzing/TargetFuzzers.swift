import HTTPSyntax

@testable import Manifests

/// Targets of requests against a slow reading of the same rule, for what starts with `/`.
func fuzzTarget(_ bytes: [UInt8]) {
  let message = Array("GET ".utf8) + bytes + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
  var head = RequestHead()
  let progress = head.parse(message.span, limits: HTTPLimits())
  let isTaken = progress == .complete && Int(head.target.count) == bytes.count
  guard bytes.first == UInt8(ascii: "/"), !bytes.contains(32) else { return }
  precondition(isTaken == isGoodTarget(bytes), "\(progress)")
  guard isTaken else { return }
  precondition(head.headLength == message.count && head.fieldCount == 1)
  precondition(Int(head.path.count) == bytes.prefix { $0 != UInt8(ascii: "?") }.count)
  let path = message.span.bytes(head.path)
  precondition(percentDecoded(path)?.utf8.contains(0) != true)
  if let query = head.query { _ = QueryParameters(message.span.bytes(query)) }
}

private func isGoodTarget(_ bytes: [UInt8]) -> Bool {
  guard bytes.count <= HTTPLimits().targetBytes,
    bytes.allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: "#") })
  else { return false }
  let path = bytes.prefix { $0 != UInt8(ascii: "?") }
  guard let escapes = escapedBytes(path), escapedBytes(bytes.dropFirst(path.count)) != nil,
    !path.contains(92), !escapes.contains(where: { [0, 47, 92].contains($0) })
  else { return false }
  let plain = String(decoding: path, as: UTF8.self).lowercased().replacing("%2e", with: ".")
  return !plain.split(separator: "/").contains { $0 == "." || $0 == ".." }
}

/// What the escapes stand for; nil where a `%` is none.
private func escapedBytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
  var bytes: [UInt8] = []
  for part in text.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false).dropFirst()
  {
    let digits = String(decoding: part.prefix(2), as: UTF8.self)
    guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
      let byte = UInt8(digits, radix: 16)
    else { return nil }
    bytes.append(byte)
  }
  return bytes
}

/// Addresses of targets: one that is taken reads the same when it is written again.
func fuzzAddress(_ bytes: [UInt8]) {
  guard case .success(let address) = HTTPAddress.read(String(decoding: bytes, as: UTF8.self)) else {
    return
  }
  precondition(!address.host.isEmpty && address.path.hasPrefix("/"))
  precondition(address.path.utf8.allSatisfy { (33...126).contains($0) }, address.path)
  precondition(address.host.utf8.allSatisfy { (33...126).contains($0) }, address.host)
  guard case .success(let again) = HTTPAddress.read(address.text) else {
    preconditionFailure("\(address.text) is not taken again")
  }
  precondition(again == address, address.text)
}
