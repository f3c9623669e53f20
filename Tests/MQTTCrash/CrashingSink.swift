import CloudEvents
import Connectors
import Glibc
import TestSupport

/// Settles messages by writing them to a file, and kills the process at a chosen moment.
struct CrashingSink: EventSink {
  let file: String
  let moment: CrashMoment

  func accept(_ arrival: consuming Arrival) async -> Receipt {
    if moment == .read { kill(getpid(), SIGKILL) }
    let payload = String(decoding: arrival.event.data ?? [], as: UTF8.self)
    do {
      try appendLine(payload, to: file)
    } catch {
      return Receipt(verdict: .retryLater(reason: "\(error)", after: nil))
    }
    if moment == .settled { kill(getpid(), SIGKILL) }
    return Receipt(verdict: .settled)
  }
}
