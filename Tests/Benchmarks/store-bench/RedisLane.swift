import EventLoops

/// A consumer of a group of one Redis stream: XADD, XREADGROUP, then XACK and XDEL.
///
/// Source: https://redis.io/docs/latest/develop/reference/protocol-spec/
// Safe because it is used on its connection's loop only.
final class RedisLane: PeerLane, @unchecked Sendable {
  private let connection: LaneConnection
  /// The ids of what was got and is not acknowledged.
  private var done: [[UInt8]] = []
  private let add: [UInt8]

  init(port: String, loop: EventLoop) async throws {
    connection = try await LaneConnection(port: port, loop: loop)
    add =
      Array("*5\r\n$4\r\nXADD\r\n$1\r\ns\r\n$1\r\n*\r\n$1\r\nd\r\n$\(Lanes.data.count)\r\n".utf8)
      + Lanes.data + Array("\r\n".utf8)
    try await Task(executorPreference: loop) { [connection] in
      connection.write("XGROUP CREATE s g 0 MKSTREAM\r\n")
      try await connection.flush()
      // All lanes but the first are told that it is there.
      _ = try await connection.line()
    }.value
  }

  func fill(_ count: Int) async throws {
    for _ in 0..<count { connection.write(add) }
    try await connection.flush()
    for _ in 0..<count { _ = try await reply(keepingIDs: false) }
  }

  func cycle(callers: Int) async throws {
    for _ in 0..<callers { connection.write(add) }
    let settled = settle()
    connection.write("XREADGROUP GROUP g c COUNT \(callers) STREAMS s >\r\n")
    try await connection.flush()
    for _ in 0..<(callers + settled) { try await reply(keepingIDs: false) }
    try await reply(keepingIDs: true)
    guard done.count == callers else { throw BenchError("\(done.count) came of \(callers)") }
  }

  func finish() async throws {
    let settled = settle()
    try await connection.flush()
    for _ in 0..<settled { try await reply(keepingIDs: false) }
  }

  /// - Returns: how many replies will come.
  private func settle() -> Int {
    guard !done.isEmpty else { return 0 }
    for (words, lead) in [
      (3, "$4\r\nXACK\r\n$1\r\ns\r\n$1\r\ng\r\n"), (2, "$4\r\nXDEL\r\n$1\r\ns\r\n"),
    ] {
      connection.write("*\(words + done.count)\r\n\(lead)")
      for id in done {
        connection.write("$\(id.count)\r\n")
        connection.write(id)
        connection.write("\r\n")
      }
    }
    done.removeAll(keepingCapacity: true)
    return 2
  }

  /// Reads one reply; with `keepingIDs` that of XREADGROUP: a stream's name, then id, field and value
  /// of each entry.
  private func reply(keepingIDs: Bool) async throws {
    var values = 1
    var texts = 0
    while values > 0 {
      values -= 1
      let line = try await connection.line()
      let number = Int(String(decoding: line.dropFirst(), as: UTF8.self)) ?? 0
      switch line.first {
      case UInt8(ascii: "*"): values += max(0, number)
      case UInt8(ascii: "$"):
        if keepingIDs, texts % 3 == 1 {
          done.append(try await connection.line())
        } else {
          try await connection.skip(number)
        }
        texts += 1
      case UInt8(ascii: "-"): throw BenchError("redis: \(String(decoding: line, as: UTF8.self))")
      default: break
      }
    }
  }
}
