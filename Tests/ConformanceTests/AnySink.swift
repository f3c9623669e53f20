import Connectors

/// A sink of any kind, for connectors that are generic over theirs.
struct AnySink: EventSink {
  let sink: any EventSink

  func accept(_ arrival: consuming Arrival) async -> Receipt { await sink.accept(arrival) }
}
