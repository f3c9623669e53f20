/// Finds the HTTP source that answers a request: a tree of path segments.
///
/// Among the paths that match, the most specific one goes first: from left to right, a literal
/// segment before `{parameter}` before `{rest...}`. On the same path, a route for the request's
/// host goes before one for every host. The first whose methods include the request's answers; so
/// a path with other methods does not hide a less specific one that has the method.
package struct HTTPPathTable: Sendable {
  private struct Node: Sendable {
    /// Sorted by their bytes.
    var literals: [(bytes: [UInt8], child: Int)] = []
    var parameter: Int?
    /// Routes that end here, and routes that end in `{rest...}` here; those with a host first.
    var routes: [Int] = []
    var restRoutes: [Int] = []
  }

  /// The routes in the order in which they were given.
  package let routes: [HTTPRoute]
  private var nodes = [Node()]

  /// - Parameter routes: no two conflict; where two do, the first answers.
  package init(_ routes: [HTTPRoute]) {
    self.routes = routes
    for hasHost in [true, false] {
      for (index, route) in routes.enumerated() where (route.host != nil) == hasHost {
        insert(index, route.pattern)
      }
    }
  }

  /// Looks a request up; allocates nothing where it finds a route.
  ///
  /// - Parameters:
  ///   - method: as it came; methods are case-sensitive.
  ///   - host: without port, in any case; empty where the request has none.
  ///   - path: without query, as it came or as the caller normalised it: bytes are compared as
  ///     they are, and no percent-encoding is undone, so that an encoded slash separates nothing.
  package func find(
    method: Span<UInt8>, host: Span<UInt8>, path: Span<UInt8>
  ) -> HTTPPathMatch {
    guard path.count > 0, path[0] == UInt8(ascii: "/") else { return .notFound }
    var search = Search()
    if let index = find(method, host, path, from: 1, at: 0, &search) {
      return .found(HTTPPathMatch.Found(index: index, parameters: search.parameters))
    }
    guard search.isMethodRefused else { return .notFound }
    search = Search(collectsMethods: true)
    _ = find(method, host, path, from: 1, at: 0, &search)
    return .methodNotAllowed(allow: Set(search.methods).sorted())
  }

  private struct Search {
    var parameters = HTTPPathMatch.Parameters()
    /// Whether a route fits but for its methods.
    var isMethodRefused = false
    var collectsMethods = false
    var methods: [String] = []
  }

  /// The route for the part of the path that begins at `start`, from the given node on.
  ///
  /// Whatever a branch pushed is popped again when it leads nowhere.
  private func find(
    _ method: Span<UInt8>, _ host: Span<UInt8>, _ path: Span<UInt8>, from start: Int,
    at node: Int, _ search: inout Search
  ) -> Int? {
    var end = start
    while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
    let isLast = end == path.count

    func follow(_ child: Int, _ search: inout Search) -> Int? {
      isLast
        ? accept(nodes[child].routes, method, host, &search)
        : find(method, host, path, from: end + 1, at: child, &search)
    }
    if let child = literal(path.extracting(start..<end), of: node),
      let found = follow(child, &search)
    {
      return found
    }
    if let child = nodes[node].parameter, end > start {
      search.parameters.push(start..<end)
      if let found = follow(child, &search) { return found }
      search.parameters.pop()
    }
    if !nodes[node].restRoutes.isEmpty {
      search.parameters.push(start..<path.count)
      if let found = accept(nodes[node].restRoutes, method, host, &search) { return found }
      search.parameters.pop()
    }
    return nil
  }

  /// The first of these routes that has the host and the method.
  private func accept(
    _ candidates: [Int], _ method: Span<UInt8>, _ host: Span<UInt8>, _ search: inout Search
  ) -> Int? {
    for index in candidates {
      if let wanted = routes[index].host,
        !host.isEqualIgnoringCase(to: wanted.utf8Span.span)
      {
        continue
      }
      for allowed in routes[index].methods where method.isEqual(to: allowed.utf8Span.span) {
        return index
      }
      search.isMethodRefused = true
      if search.collectsMethods { search.methods += routes[index].methods }
    }
    return nil
  }

  private func literal(_ segment: Span<UInt8>, of node: Int) -> Int? {
    let literals = nodes[node].literals
    var low = 0
    var high = literals.count
    while low < high {
      let middle = (low + high) / 2
      switch order(literals[middle].bytes, segment) {
      case 0: return literals[middle].child
      case ..<0: low = middle + 1
      default: high = middle
      }
    }
    return nil
  }

  /// Less than, equal to or greater than 0, as `left` stands before, with or after `right`.
  private func order(_ left: [UInt8], _ right: Span<UInt8>) -> Int {
    for position in 0..<min(left.count, right.count) where left[position] != right[position] {
      return left[position] < right[position] ? -1 : 1
    }
    return left.count - right.count
  }

  private mutating func insert(_ index: Int, _ pattern: HTTPPathPattern) {
    var node = 0
    for segment in pattern.segments {
      switch segment {
      case .literal(let bytes): node = literalChild(bytes, of: node)
      case .parameter:
        let child = nodes[node].parameter ?? newNode()
        nodes[node].parameter = child
        node = child
      case .rest:
        nodes[node].restRoutes.append(index)
        return
      }
    }
    nodes[node].routes.append(index)
  }

  private mutating func literalChild(_ bytes: [UInt8], of node: Int) -> Int {
    if let child = literal(bytes.span, of: node) { return child }
    let child = newNode()
    let position =
      nodes[node].literals.firstIndex { bytes.lexicographicallyPrecedes($0.bytes) }
      ?? nodes[node].literals.count
    nodes[node].literals.insert((bytes, child), at: position)
    return child
  }

  private mutating func newNode() -> Int {
    nodes.append(Node())
    return nodes.count - 1
  }
}
