import EventLoops
import HTTPTransport
import Manifests
import Telemetry

/// How the versions of one catalog are invoked from one loop.
enum Invoker {
  case http(HTTPInvoker)
  case exec(ExecInvoker)
  case workers(WorkersInvoker)

  /// Whether a body can be sent while it comes; else all of it must be there.
  var takesStreams: Bool {
    switch self {
    case .http(let invoker): invoker.takesStreams
    case .workers(let invoker): invoker.takesStreams
    case .exec: false
    }
  }

  func invoke(_ invocation: Invocation) async -> InvocationResult {
    switch self {
    case .http(let invoker): await invoker.invoke(invocation)
    case .exec(let invoker): await invoker.invoke(invocation)
    case .workers(let invoker): await invoker.invoke(invocation)
    }
  }
}
