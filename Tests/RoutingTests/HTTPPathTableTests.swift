import TestSupport
import Testing

@testable import Routing

struct HTTPPathTableTests {
  @Test(arguments: [
    ("/a/b/c", "/a/{x}/c", ["b"]), ("/a/b/d", "/a/b/{rest...}", ["d"]),
    ("/a/b/c/d", "/a/b/{rest...}", ["c/d"]), ("/a/b/", "/a/b/{rest...}", [""]),
    ("/a/x/c", "/a/{x}/c", ["x"]), ("/a/x/y", "/{all...}", ["a/x/y"]), ("/", "/", []),
    ("/a", "/{one}", ["a"]), ("/a/", "/{all...}", ["a/"]), ("/a//c", "/{all...}", ["a//c"]),
    ("/a%2Fb", "/{one}", ["a%2Fb"]), ("/x", "/x", []), ("/X", "/{one}", ["X"]),
  ])
  func `the most specific path answers, and steps back where it must`(
    path: String, pattern: String, parameters: [String]
  ) throws {
    let patterns = [
      "/{all...}", "/a/{x}/c", "/a/b/{rest...}", "/", "/{one}", "/x",
    ]
    let table = try makeTable(patterns)
    // Of `/a/b/c`, `/a/b/{rest...}` is the more specific path: its second segment is literal.
    let expected = path == "/a/b/c" ? "/a/b/{rest...}" : pattern
    let found = try #require(find(table, path))
    #expect(table.routes[found.index].pattern.description == expected)
    #expect(texts(found, path) == (path == "/a/b/c" ? ["c"] : parameters))
  }

  @Test func `what no path matches is not found`() throws {
    let table = try makeTable(["/a", "/a/{b}", "/c/{rest...}"])
    for path in ["/", "/b", "/a/", "/a/b/c", "/c", "", "a", "*", "/a/b/"] {
      #expect(find(table, path) == nil, "\(path)")
    }
  }

  @Test func `an exact host goes before any host`() throws {
    let path = try HTTPPathPattern("/a")
    let table = HTTPPathTable([
      HTTPRoute(pattern: path, methods: ["POST"]),
      HTTPRoute(pattern: path, methods: ["POST"], host: "one.example"),
      HTTPRoute(pattern: path, methods: ["POST"], host: "two.example"),
    ])
    for (host, index) in [
      ("one.example", 1), ("TWO.Example", 2), ("three.example", 0), ("", 0), ("one.exampl", 0),
    ] {
      #expect(find(table, "/a", host: host)?.index == index)
    }
  }

  @Test func `a path without the method leads to a less specific one with it`() throws {
    let table = HTTPPathTable([
      HTTPRoute(pattern: try HTTPPathPattern("/a/b"), methods: ["GET", "PUT"]),
      HTTPRoute(pattern: try HTTPPathPattern("/a/{x}"), methods: ["POST", "PUT"]),
      HTTPRoute(pattern: try HTTPPathPattern("/a/b"), methods: ["PATCH"], host: "h"),
    ])
    #expect(find(table, "/a/b", method: "PUT")?.index == 0)
    #expect(find(table, "/a/b", method: "POST")?.index == 1)
    #expect(find(table, "/a/b", method: "PATCH", host: "h")?.index == 2)
    #expect(allow(table, "/a/b", method: "DELETE") == ["GET", "POST", "PUT"])
    #expect(allow(table, "/a/b", method: "DELETE", host: "h") == ["GET", "PATCH", "POST", "PUT"])
    #expect(allow(table, "/a/c", method: "get") == ["POST", "PUT"])
    #expect(allow(table, "/b", method: "GET") == nil)
  }

  @Test func `a path of another host only is not found`() throws {
    let table = HTTPPathTable([
      HTTPRoute(pattern: try HTTPPathPattern("/a"), methods: ["GET"], host: "h")
    ])
    #expect(find(table, "/a", method: "GET") == nil)
    #expect(allow(table, "/a", method: "POST") == nil)
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func `it finds what trying every route finds`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var routes: [HTTPRoute] = []
    for _ in 0..<30 {
      let route = try randomRoute(&generator)
      if !routes.contains(where: { $0.conflicts(with: route) }) { routes.append(route) }
    }
    let table = HTTPPathTable(routes)
    var foundCount = 0
    for _ in 0..<500 {
      let length = Int.random(in: 1...4, using: &generator)
      let path = (0..<length).map { _ in
        "/" + (["a", "b", "", "c"].randomElement(using: &generator) ?? "")
      }.joined()
      let host = ["", "h", "i"].randomElement(using: &generator) ?? ""
      let method = ["GET", "POST"].randomElement(using: &generator) ?? ""
      let fitting = routes.indices.filter {
        match(routes[$0].pattern, path) != nil && [nil, host].contains(routes[$0].host)
      }.sorted { isBefore(routes[$0], routes[$1]) }
      let expected = fitting.first { routes[$0].methods.contains(method) }
      let found = find(table, path, method: method, host: host)
      #expect(found?.index == expected, "\(path)")
      if let found, let expected {
        foundCount += 1
        #expect(texts(found, path) == match(routes[expected].pattern, path))
      } else if !fitting.isEmpty {
        let methods = Set(fitting.flatMap { routes[$0].methods }).sorted()
        #expect(allow(table, path, method: method, host: host) == methods)
      }
    }
    #expect(foundCount > 50)
  }

  private func randomRoute(_ generator: inout SeededGenerator) throws -> HTTPRoute {
    let depth = Int.random(in: 1...4, using: &generator)
    let segments = (0..<depth).map { position in
      let isLast = position == depth - 1
      let choices = ["a", "b", "{p\(position)}"] + (isLast ? ["{r...}", ""] : [])
      return choices.randomElement(using: &generator) ?? ""
    }
    return HTTPRoute(
      pattern: try HTTPPathPattern("/" + segments.joined(separator: "/")),
      methods: [["GET"], ["POST"], ["GET", "POST"]].randomElement(using: &generator) ?? [],
      host: [nil, nil, "h"].randomElement(using: &generator) ?? nil)
  }

  /// The parameters' texts; nil where the path does not match.
  private func match(_ pattern: HTTPPathPattern, _ path: String) -> [String]? {
    let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    var parameters: [String] = []
    for (position, segment) in pattern.segments.enumerated() {
      guard position < parts.count else { return nil }
      switch segment {
      case .rest: return parameters + [parts[position...].joined(separator: "/")]
      case .parameter:
        if parts[position].isEmpty { return nil }
        parameters.append(String(parts[position]))
      case .literal(let bytes):
        if bytes != Array(parts[position].utf8) { return nil }
      }
    }
    return parts.count == pattern.segments.count ? parameters : nil
  }

  private func isBefore(_ left: HTTPRoute, _ right: HTTPRoute) -> Bool {
    func ranks(_ route: HTTPRoute) -> [Int] {
      route.pattern.segments.map {
        switch $0 {
        case .literal: 0
        case .parameter: 1
        case .rest: 2
        }
      } + [route.host == nil ? 1 : 0]
    }
    return ranks(left).lexicographicallyPrecedes(ranks(right))
  }

  private func makeTable(_ patterns: [String]) throws -> HTTPPathTable {
    HTTPPathTable(
      try patterns.map { HTTPRoute(pattern: try HTTPPathPattern($0), methods: ["POST"]) })
  }

  private func find(
    _ table: HTTPPathTable, _ path: String, method: String = "POST", host: String = ""
  ) -> HTTPPathMatch.Found? {
    guard case .found(let found) = result(table, path, method, host) else { return nil }
    return found
  }

  private func allow(
    _ table: HTTPPathTable, _ path: String, method: String, host: String = ""
  ) -> [String]? {
    guard case .methodNotAllowed(let allow) = result(table, path, method, host) else {
      return nil
    }
    return allow
  }

  private func result(
    _ table: HTTPPathTable, _ path: String, _ method: String, _ host: String
  ) -> HTTPPathMatch {
    table.find(
      method: method.utf8Span.span, host: host.utf8Span.span, path: path.utf8Span.span)
  }

  private func texts(_ found: HTTPPathMatch.Found, _ path: String) -> [String] {
    let bytes = Array(path.utf8)
    return (0..<found.parameters.count).map {
      String(decoding: bytes[found.parameters[$0]], as: UTF8.self)
    }
  }
}
