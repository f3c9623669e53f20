import EventLoops
import Storage

/// 512 callers of one queue, in eight lanes on two loops.
struct Lanes {
  private let lanes: [any Lane]
  private let loops: [EventLoop]
  private let store: SQLiteStore?

  private static let count = 8
  private static let callers = 512
  /// Events of 200 bytes.
  static let data = [UInt8](repeating: UInt8(ascii: "x"), count: 200)

  /// - Parameter place: a folder, or a port of 127.0.0.1.
  init(_ subject: String, place: String) async throws {
    let loops = [try EventLoop(name: "first"), try EventLoop(name: "second")]
    for loop in loops { loop.start() }
    self.loops = loops
    store = subject == "patchbay" ? try SQLiteStore(directory: place) : nil
    var lanes: [any Lane] = []
    for number in 0..<Self.count {
      let loop = loops[number % loops.count]
      switch subject {
      case "redis": lanes.append(try await RedisLane(port: place, loop: loop))
      case "nats": lanes.append(try await NATSLane(port: place, number: number, loop: loop))
      default:
        guard let store else { throw BenchError("no subject: \(subject)") }
        lanes.append(PatchbayLane(store))
      }
    }
    self.lanes = lanes
  }

  func fill(_ count: Int) async throws {
    let share = count / Self.count
    _ = try await onAll { lane in
      var left = share
      while left > 0 {
        try await lane.fill(min(left, 500))
        left -= min(left, 500)
      }
      return share
    }
  }

  /// - Returns: how many cycles there were.
  func cycle(until end: MonotonicTime) async throws -> Int {
    try await onAll { lane in
      try await lane.cycle(callers: Self.callers / Self.count, until: end)
    }
  }

  func close() async { await store?.close() }

  private func onAll(
    _ body: @escaping @Sendable (any Lane) async throws -> Int
  ) async throws -> Int {
    let tasks = lanes.indices.map { index in
      Task(executorPreference: loops[index % loops.count]) { try await body(lanes[index]) }
    }
    var sum = 0
    for task in tasks { sum += try await task.value }
    return sum
  }
}
