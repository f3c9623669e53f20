import Routing

/// Which function's results go to which function.
struct FunctionGraph {
  private struct Edge {
    let destination: FunctionName
    let association: String
  }

  /// A way that ends where it began.
  struct Circle {
    /// From a function back to itself: the first is also the last.
    let functions: [FunctionName]
    /// The association that closes it.
    let association: String
  }

  private var edges: [FunctionName: [Edge]] = [:]
  private var order: [FunctionName] = []

  mutating func add(from: FunctionName, to: FunctionName, through association: String) {
    if edges[from] == nil { order.append(from) }
    edges[from, default: []].append(Edge(destination: to, association: association))
  }

  /// One circle for every edge that leads back, in the order of a walk through all functions.
  func circles() -> [Circle] {
    var circles: [Circle] = []
    var finished: Set<FunctionName> = []
    for start in order where !finished.contains(start) {
      // The way from `start`, each function with how many of its edges were taken.
      var way = [(function: start, taken: 0)]
      var places = [start: 0]
      while let (function, taken) = way.last {
        guard let edge = edges[function].flatMap({ taken < $0.count ? $0[taken] : nil }) else {
          finished.insert(function)
          places[function] = nil
          way.removeLast()
          continue
        }
        way[way.count - 1].taken += 1
        if let place = places[edge.destination] {
          circles.append(
            Circle(
              functions: way[place...].map(\.function) + [edge.destination],
              association: edge.association))
        } else if !finished.contains(edge.destination) {
          places[edge.destination] = way.count
          way.append((edge.destination, 0))
        }
      }
    }
    return circles
  }
}
