import EventLoops

/// A connection to a port of 127.0.0.1 on which requests go out together; used on its loop only.
// Safe because it is used on its loop only, as its stream is.
final class LaneConnection: @unchecked Sendable {
  private let stream: EventLoops.Stream
  private var output: [UInt8] = []

  init(port: String, loop: EventLoop) async throws {
    guard let port = UInt16(port), let address = SocketAddress(host: "127.0.0.1", port: port)
    else { throw BenchError("no port: \(port)") }
    stream = try await loop.spawn {
      Result { try EventLoops.Stream.connecting(to: address, loop: loop) }
    }.value.get()
    try await Task(executorPreference: loop) { [stream] in try await stream.connected() }.value
  }

  func write(_ text: String) { output += text.utf8 }
  func write(_ bytes: [UInt8]) { output += bytes }

  /// Sends what was written.
  func flush() async throws {
    let bytes = output
    output.removeAll(keepingCapacity: true)
    try await stream.write(bytes)
  }

  /// The next line, without its CR and LF.
  func line() async throws -> [UInt8] {
    var seen = 0
    while true {
      let end = stream.withInput { input in
        var index = seen
        while index < input.count, input[index] != UInt8(ascii: "\n") { index += 1 }
        return index
      }
      if end < stream.input.count {
        let line = stream.input.copy(0..<max(0, end - 1))
        stream.consume(end + 1)
        return line
      }
      seen = end
      guard try await stream.fill(atLeastRoom: 16_384) > 0 else { throw BenchError("it hung up") }
    }
  }

  /// Passes over so many bytes and the CR and LF after them.
  func skip(_ count: Int) async throws {
    while stream.input.count < count + 2 {
      guard try await stream.fill(atLeastRoom: 16_384) > 0 else { throw BenchError("it hung up") }
    }
    stream.consume(count + 2)
  }
}
