import EventLoops
import HTTPTransport
import Manifests
import Routing

/// Invokes a function that runs on several workers: a partition or key is bound to one at a time.
struct WorkersInvoker {
  /// One invoker a worker, in the order of the declaration.
  let invokers: [HTTPInvoker]
  let bindings: WorkerBindings
  let watch: WorkerWatch
  let loop: EventLoop

  var takesStreams: Bool { invokers.allSatisfy(\.takesStreams) }

  func invoke(_ invocation: Invocation) async -> InvocationResult {
    let key = invocation.shard ?? invocation.partitionKey ?? invocation.id
    var tried: [Int] = []
    while true {
      let worker = bindings.bind(key, now: loop.now, tried: tried)
      let result = await invokers[worker].invoke(invocation)
      bindings.release(key)
      guard let outcome = WorkerOutcome(result) else { return result }
      watch.note(outcome, of: worker, now: loop.now)
      // Where nothing was sent another one gets it.
      guard outcome == .unreachable, tried.count + 1 < invokers.count else { return result }
      tried.append(worker)
    }
  }
}
