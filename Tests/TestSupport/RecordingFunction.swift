import EventLoops
import HTTPTransport
import Synchronization

/// A function over HTTP that notes its calls and answers as a test says.
package final class RecordingFunction: Sendable {
  /// Gets the call, and how many calls with the same event id came before.
  package typealias Script =
    @Sendable (_ call: FunctionCall, _ earlier: Int) async
    -> FunctionAnswer

  /// 0 at a file.
  package let port: UInt16
  private let socket: String?
  private let recorder: Recorder
  private let server = Mutex<HTTPServer?>(nil)

  /// Listens on a port of 127.0.0.1, by default on a free one.
  ///
  /// - Throws: `TestSupportError` where it can't.
  package init(
    port: UInt16? = nil, _ script: @escaping Script = { _, _ in FunctionAnswer() }
  ) async throws(TestSupportError) {
    self.port = if let port { port } else { try FreePort.next() }
    socket = nil
    recorder = Recorder(script)
    try await start()
  }

  /// Listens at a file.
  ///
  /// - Throws: `TestSupportError` where it can't.
  package init(
    socket: String, _ script: @escaping Script = { _, _ in FunctionAnswer() }
  ) async throws(TestSupportError) {
    port = 0
    self.socket = socket
    recorder = Recorder(script)
    try await start()
  }

  deinit { abort() }

  package var url: String { socket.map { "unix:\($0)" } ?? "http://127.0.0.1:\(port)/" }

  /// The calls in the order in which they came.
  package var calls: [FunctionCall] { recorder.calls }
  package var texts: [String] { calls.map(\.text) }
  /// The most calls that were answered at the same time.
  package var mostAtOnce: Int { recorder.mostAtOnce }

  /// Suspends until that many calls have come.
  ///
  /// - Returns: false when the time is over.
  package func wait(for count: Int, timeout: Duration = patience) async -> Bool {
    await poll(timeout: timeout) {
      self.recorder.count
    } until: {
      $0 >= count
    } >= count
  }

  /// Listens again at the same place after `stop`.
  ///
  /// A program that another test is starting holds a copy of the old listener until it runs.
  /// - Throws: `TestSupportError` where it can't.
  package func start() async throws(TestSupportError) {
    guard await eventually({ await listen() }) else {
      throw .failed("nothing can listen on \(url)")
    }
  }

  /// - Returns: false where it can't now.
  private func listen() async -> Bool {
    let loop = SharedLoop.loop
    let started = await loop.spawn { [recorder, port, socket] () -> HTTPServer? in
      let address =
        socket.map { SocketAddress(path: $0) } ?? SocketAddress(host: "127.0.0.1", port: port)
      guard let address,
        let place = try? ListeningPlace(address, isShared: false, access: .everybody),
        let listener = try? place.listen(loop)
      else { return nil }
      let server = HTTPServer(listener, handler: recorder)
      loop.spawn { await server.run() }
      return server
    }.value
    server.withLock { $0 = started }
    return started != nil
  }

  /// Breaks all connections and refuses new ones.
  package func stop() async { await abort()?.value }

  @discardableResult
  private func abort() -> Task<Void, Never>? {
    let server = server.withLock { server in
      defer { server = nil }
      return server
    }
    guard let server else { return nil }
    return SharedLoop.loop.spawn { server.abort() }
  }
}

private final class Recorder: HTTPHandler {
  private struct State {
    var calls: [FunctionCall] = []
    var earlier: [String: Int] = [:]
    var atOnce = 0
    var mostAtOnce = 0
  }

  private let state = Mutex(State())
  private let script: RecordingFunction.Script

  init(_ script: @escaping RecordingFunction.Script) { self.script = script }

  var calls: [FunctionCall] { state.withLock { $0.calls } }
  var count: Int { state.withLock { $0.calls.count } }
  var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    var call = connection.withHead { FunctionCall($0, $1) }
    guard let body = try await connection.body(limit: 64 * 1_048_576) else { return }
    call.body = body
    let (index, earlier) = begin(call)
    let answer = await script(call, earlier)
    end(index, answer.status)
    guard !answer.breaksOff else { return }
    try await connection.respond(status: answer.status, body: answer.body) { output in
      for (name, value) in answer.headers {
        output.append(contentsOf: "\(name): \(value)\r\n".utf8)
      }
    }
  }

  private func begin(_ call: FunctionCall) -> (index: Int, earlier: Int) {
    state.withLock { state in
      state.calls.append(call)
      state.atOnce += 1
      state.mostAtOnce = max(state.mostAtOnce, state.atOnce)
      let id = call.id ?? ""
      let earlier = state.earlier[id, default: 0]
      state.earlier[id] = earlier + 1
      return (state.calls.count - 1, earlier)
    }
  }

  private func end(_ index: Int, _ status: Int) {
    state.withLock { state in
      state.calls[index].ended = .now
      state.calls[index].status = status
      state.atOnce -= 1
    }
  }
}
