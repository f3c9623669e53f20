import Routing

/// The first line is a filter, the second a topic.
func fuzzTopicFilter(_ bytes: [UInt8]) {
  let (first, second) = lines(bytes)
  let topic = String(decoding: second, as: UTF8.self)
  guard let filter = try? TopicFilter(String(decoding: first, as: UTF8.self)) else { return }
  var levels = filter.description.utf8.split(separator: slash, omittingEmptySubsequences: false)
    .map(Array.init)
  if let name = filter.shareName {
    precondition(levels.count > 2 && levels[1].elementsEqual(name.utf8))
    levels.removeFirst(2)
  }
  var expected = TopicFilter.isTopic(topic)
  if topic.utf8.first == UInt8(ascii: "$"), levels[0] == [plus] || levels[0] == [hash] {
    expected = false
  }
  let parts = topic.utf8.split(separator: slash, omittingEmptySubsequences: false).map(Array.init)
  precondition(filter.matches(topic) == (expected && matches(levels[...], parts[...])))
}

/// MQTT 5.0, section 4.7.1, word by word.
private func matches(_ filter: ArraySlice<[UInt8]>, _ topic: ArraySlice<[UInt8]>) -> Bool {
  guard let level = filter.first else { return topic.isEmpty }
  if level == [hash] { return true }
  guard let part = topic.first, level == [plus] || level == part else { return false }
  return matches(filter.dropFirst(), topic.dropFirst())
}

/// Every line but the last is a pattern, the last one is the path of a request.
func fuzzHTTPPath(_ bytes: [UInt8]) {
  let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  let patterns = lines.dropLast().prefix(20).compactMap {
    try? HTTPPathPattern(String(decoding: $0, as: UTF8.self))
  }
  for pattern in patterns {
    precondition(pattern.description.utf8.allSatisfy { (0x21...0x7E).contains($0) })
    precondition(pattern.parameterNames.count <= HTTPPathPattern.parameterLimit)
    precondition(pattern.conflicts(with: pattern))
  }
  let path = Array(lines.last ?? [])
  let table = HTTPPathTable(patterns.map { HTTPRoute(pattern: $0, methods: ["GET"]) })
  let fitting = patterns.indices.filter { matches(patterns[$0], path) }
  let empty: [UInt8] = []
  switch table.find(method: "GET".utf8Span.span, host: empty.span, path: path.span) {
  case .found(let found):
    precondition(fitting.contains(found.index), "a route answers a path that it does not have")
    precondition(found.parameters.count == patterns[found.index].parameterNames.count)
    for position in 0..<found.parameters.count {
      precondition(found.parameters[position].upperBound <= path.count)
    }
  case .notFound: precondition(fitting.isEmpty, "no route answers a path that one has")
  case .methodNotAllowed: preconditionFailure("all routes have the method")
  }
  guard
    case .methodNotAllowed(let allow) = table.find(
      method: "PUT".utf8Span.span, host: empty.span, path: path.span)
  else {
    precondition(fitting.isEmpty)
    return
  }
  precondition(!fitting.isEmpty && allow == ["GET"])
}

private func matches(_ pattern: HTTPPathPattern, _ path: [UInt8]) -> Bool {
  let segments = pattern.description.utf8.split(separator: slash, omittingEmptySubsequences: false)
  let parts = path.split(separator: slash, omittingEmptySubsequences: false)
  for (index, segment) in segments.enumerated() {
    guard index < parts.count else { return false }
    guard segment.first == UInt8(ascii: "{") else {
      guard segment.elementsEqual(parts[index]) else { return false }
      continue
    }
    if segment.suffix(4).elementsEqual("...}".utf8) { return true }
    if parts[index].isEmpty { return false }
  }
  return parts.count == segments.count
}

private func lines(_ bytes: [UInt8]) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
  let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  return (bytes[..<end], bytes[end...].dropFirst())
}

private let slash = UInt8(ascii: "/")
private let plus = UInt8(ascii: "+")
private let hash = UInt8(ascii: "#")
