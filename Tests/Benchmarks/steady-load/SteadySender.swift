import CLinux
import Glibc

/// Sends each request at its time, or as soon after it as a connection is free.
struct SteadySender {
  private let schedule: Schedule
  private let request: [UInt8]
  private var connections: [LoadConnection]
  /// The request that each connection waits for the answer of.
  private var underWay: [Int]
  private var free: [Int]
  private let epoll: Int32
  private let start = SteadySender.clock()

  /// How long after the last request's time the last answer may come.
  private static let patience: Int64 = 10_000_000_000

  init(
    port: Int, connections count: Int, request: [UInt8], schedule: Schedule
  ) throws(LoadError) {
    self.schedule = schedule
    self.request = request
    underWay = [Int](repeating: 0, count: count)
    free = Array(0..<count)
    connections = []
    epoll = epoll_create1(0)
    for number in 0..<count {
      let connection = try LoadConnection(port: port)
      connections.append(connection)
      var event = unsafe epoll_event(
        events: UInt32(clinux_epoll_in), data: epoll_data_t(u64: UInt64(number)))
      guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, connection.descriptor, &event) == 0 else {
        throw LoadError(call: "epoll_ctl")
      }
    }
  }

  /// - Throws: `LoadError` where not all requests were answered.
  mutating func run() throws(LoadError) -> Latencies {
    var latencies = Latencies(capacity: schedule.count)
    var next = 0
    var ready: [Int] = []
    let end = schedule.due(schedule.count) + SteadySender.patience
    while latencies.count < schedule.count {
      let now = elapsed()
      guard now < end else { throw LoadError("the answers do not keep up") }
      while next < schedule.count, schedule.due(next) <= now, let connection = free.popLast() {
        underWay[connection] = next
        try connections[connection].send(request)
        next += 1
      }
      let isWaiting = next < schedule.count && !free.isEmpty
      wait(until: isWaiting ? schedule.due(next) : end, &ready)
      for connection in ready where try connections[connection].receive() {
        latencies.append(elapsed() - schedule.due(underWay[connection]))
        free.append(connection)
      }
    }
    return latencies
  }

  /// Waits for answers, to the microsecond and no longer than to that moment.
  private func wait(until moment: Int64, _ ready: inout [Int]) {
    ready.removeAll(keepingCapacity: true)
    let pause = max(0, moment - elapsed())
    var time = timespec(
      tv_sec: Int(pause / 1_000_000_000), tv_nsec: Int(pause % 1_000_000_000))
    unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 256) { events in
      let count = unsafe epoll_pwait2(epoll, events.baseAddress, 256, &time, nil)
      for index in 0..<max(0, Int(count)) { ready.append(unsafe Int(events[index].data.u64)) }
    }
  }

  private func elapsed() -> Int64 { SteadySender.clock() - start }

  private static func clock() -> Int64 {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}
