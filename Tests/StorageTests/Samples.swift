import Instants
import Routing

@testable import Storage

/// When the tests' time begins; long past, so that the real clock finds it due.
let start = WallTime(secondsSinceEpoch: 1_700_000_000)
let resize = FunctionName(unchecked: "resize")
let report = FunctionName(unchecked: "report")

/// A delivery with something in every field.
func sample(
  _ id: String, queue: FunctionName = resize, after delay: Duration = .zero, size: Int = 20,
  attempts: Int = 0
) -> NewDelivery {
  NewDelivery(
    id: id, eventID: "event-\(id)", association: AssociationName(unchecked: "resize-uploads"),
    version: FunctionVersion(function: queue, number: .number(2)),
    head: Array("id: event-\(id)\r\nsource: /tests\r\n".utf8),
    data: [UInt8](repeating: 0, count: size), request: [1, 0, 255], shard: "key-\(id)",
    acceptedAt: start, attempts: attempts, dueAt: start + delay)
}

/// A delivery with nothing in any field that may be empty.
func bareSample(_ id: String, attempts: Int = 0) -> NewDelivery {
  NewDelivery(
    id: id, eventID: "e", association: nil,
    version: FunctionVersion(function: resize, number: .latest), head: [], data: nil,
    acceptedAt: start, attempts: attempts, dueAt: start)
}
