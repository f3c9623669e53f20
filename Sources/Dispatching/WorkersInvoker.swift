import EventLoops
import HTTPTransport
import Manifests
import Routing

/// Invokes a function that runs on several workers: a partition or key is bound to one at a time.
struct WorkersInvoker {
  /// One invoker a worker, in the order of the declaration.
  let invokers: [HTTPInvoker]
  let bindings: WorkerBindings
  let loop: EventLoop

  var takesStreams: Bool { invokers.allSatisfy(\.takesStreams) }

  func invoke(_ invocation: Invocation) async -> InvocationResult {
    let key = invocation.shard ?? invocation.partitionKey ?? invocation.id
    var result = InvocationResult.unreachable(reason: "no worker")
    for _ in invokers {
      let worker = bindings.bind(key, now: loop.now)
      result = await invokers[worker].invoke(invocation)
      bindings.release(key)
      switch result {
      case .unreachable, .insecure:
        // Nothing was sent: its share moves to the others until it answers again.
        bindings.noteDown(worker, now: loop.now)
      case .busy: return result
      case .reply, .timedOut, .failed, .body, .cancelled:
        bindings.noteAlive(worker)
        return result
      }
    }
    return result
  }
}
