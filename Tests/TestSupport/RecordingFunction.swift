import EventLoops
import HTTPTransport
import Synchronization

/// A function over HTTP that notes its calls and answers as a test says.
package final class RecordingFunction: Sendable {
  /// Gets the call, and how many calls with the same event id came before.
  package typealias Script =
    @Sendable (_ call: FunctionCall, _ earlier: Int) async
    -> FunctionAnswer

  package let port: UInt16
  private let recorder: Recorder
  private let server = Mutex<HTTPServer?>(nil)

  /// Listens on a free port of 127.0.0.1.
  ///
  /// - Throws: `TestSupportError` where it can't.
  package init(
    _ script: @escaping Script = { _, _ in FunctionAnswer() }
  ) async throws(TestSupportError) {
    port = try FreePort.next()
    recorder = Recorder(script)
    try await start()
  }

  deinit { abort() }

  package var url: String { "http://127.0.0.1:\(port)/" }

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

  /// Listens again on the same port after `stop`.
  ///
  /// - Throws: `TestSupportError` where it can't.
  package func start() async throws(TestSupportError) {
    let loop = SharedLoop.loop
    let started = loop.spawn { [recorder, port] () -> HTTPServer? in
      guard let address = SocketAddress(host: "127.0.0.1", port: port),
        let server = try? HTTPServer(on: address, loop: loop, handler: recorder)
      else { return nil }
      loop.spawn { await server.run() }
      return server
    }
    guard let started = await started.value else {
      throw .failed("nothing can listen on port \(port)")
    }
    server.withLock { $0 = started }
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
    end(index)
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

  private func end(_ index: Int) {
    state.withLock { state in
      state.calls[index].ended = .now
      state.atOnce -= 1
    }
  }
}
