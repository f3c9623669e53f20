import CloudEvents
import Connectors
import EventLoops
import HTTPConnector
import HTTPTransport
import Instants
import Manifests
import Routing
import Synchronization
import TestSupport

/// Clients that send each event until it is taken, as webhooks do.
final class HTTPHarness: ConnectorHarness {
  private struct State {
    var sent = 0
    var acknowledged = 0
    var answers: [Int] = []
  }

  private let caller: HTTPCaller
  private let state = Mutex(State())

  init() async throws { caller = HTTPCaller(port: try FreePort.next()) }

  func makeConnector(sink: any EventSink, loop: EventLoop) async throws -> any Connector {
    let source = SourceName(unchecked: "web")
    var manifest = Manifest()
    manifest.sources = [
      SourceSpec(name: source, kind: .http(HTTPSourceSpec(path: try HTTPPathPattern("/in"))))
    ]
    let connector = HTTPConnector(
      sink: sink, functions: NoFunctions(), sources: HTTPSources(manifest), seed: (1, 2))
    return HTTPIntake(source, connector, loop: loop, port: caller.port)
  }

  func emit() async throws {
    let text = state.withLock { state in
      state.sent += 1
      return "event-\(state.sent)"
    }
    Task {
      while true {
        guard let reply = try? await caller.send("POST", "/in", body: text) else { return }
        guard reply.status == 503, reply.header("Retry-After") != nil else {
          // 202 where it was taken, 400 where it never will be.
          return state.withLock { $0.acknowledged += 1 }
        }
        await pause(.milliseconds(20))
      }
    }
  }

  func acknowledged() async throws -> Int { state.withLock { $0.acknowledged } }
}

/// The HTTP connector with a listener of its own, which in the router is shared by all sources.
private final class HTTPIntake: Connector {
  let source: SourceName
  private let connector: HTTPConnector
  private let loop: EventLoop
  private let port: UInt16
  private let stopping = Signal()
  private let phase = Mutex(ConnectorStatus.Phase.starting)

  init(_ source: SourceName, _ connector: HTTPConnector, loop: EventLoop, port: UInt16) {
    self.source = source
    self.connector = connector
    self.loop = loop
    self.port = port
  }

  var status: ConnectorStatus { ConnectorStatus(phase: phase.withLock { $0 }) }

  func run() async {
    guard let address = SocketAddress(host: "127.0.0.1", port: port),
      let server = try? HTTPServer(on: address, loop: loop, handler: connector)
    else { return }
    phase.withLock { $0 = .running }
    let serving = loop.spawn { await server.run() }
    await stopping.wait()
    server.stop()
    await serving.value
    phase.withLock { $0 = .stopped }
  }

  func stop() { stopping.raise() }
}

private struct NoFunctions: FunctionSink {
  func invoke(
    _ reference: FunctionReference, mode: DeliveryMode, _ event: CloudEvent,
    trace: TraceContext?, request: RequestTrace?, client: HTTPServerConnection?,
    notBefore: WallTime?, callback: String?
  ) async -> Receipt? { nil }

  func cancel(_ call: String) async -> Receipt? { nil }

  func report(on call: String) async -> CallReport? { nil }
}
