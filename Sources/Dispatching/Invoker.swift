import EventLoops
import HTTPTransport
import Manifests
import Telemetry

/// How the versions of one catalog are invoked from one loop.
///
/// Each case is one reference, for it is copied with each invocation.
enum Invoker {
  case http(HTTPInvoker)
  indirect case exec(ExecInvoker)
  indirect case workers(WorkersInvoker)
  case callback(CallbackInvoker)

  /// Whether a body can be sent while it comes; else all of it must be there.
  var takesStreams: Bool {
    switch self {
    case .http(let invoker): invoker.takesStreams
    case .workers(let invoker): invoker.takesStreams
    case .exec, .callback: false
    }
  }

  func invoke(_ invocation: Invocation) async -> InvocationResult {
    switch self {
    case .http(let invoker): await invoker.invoke(invocation)
    case .exec(let invoker): await invoker.invoke(invocation)
    case .workers(let invoker): await invoker.invoke(invocation)
    case .callback(let invoker): await invoker.invoke(invocation)
    }
  }
}
