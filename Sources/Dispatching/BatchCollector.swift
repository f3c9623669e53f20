import EventLoops
import Manifests
import Routing

/// Gathers events until a batch of them goes: a pure value.
///
/// A batch goes when it has the events or bytes that its association allows, when its window is over,
/// or when another one needs its place.
struct BatchCollector {
  /// What follows from an event that has joined.
  struct Joined {
    /// What goes now.
    var batches: [EventBatch] = []
    /// When to look again for what is due; nil where nothing new is to be waited for.
    var dueAt: MonotonicTime?
  }

  private struct Gathering {
    let spec: BatchSpec
    let dueAt: MonotonicTime
    var events: [GatheredEvent] = []
    /// Of the request's body, with the bracket that begins it.
    var bytes = 1

    mutating func add(_ event: consuming GatheredEvent) {
      // A comma or the last bracket follows each.
      bytes += event.json.count + 1
      events.append(event)
    }

    func hasRoom(for event: borrowing GatheredEvent) -> Bool {
      bytes + event.json.count + 1 <= spec.bytes
    }

    var isFull: Bool { events.count >= spec.size || bytes >= spec.bytes }
  }

  /// Batches that are gathered at the same time: each key of sharded workers has its own.
  static let mostAtOnce = 1_024

  private var gatherings: [BatchKey: Gathering] = [:]

  mutating func add(
    _ event: consuming GatheredEvent, to key: BatchKey, _ spec: BatchSpec, _ now: MonotonicTime
  ) -> Joined {
    var joined = Joined()
    // After a reload others may have come together by another rule.
    if let present = gatherings[key], present.spec != spec || !present.hasRoom(for: event) {
      take(key, into: &joined.batches)
    }
    if gatherings[key] == nil {
      if gatherings.count >= BatchCollector.mostAtOnce { takeOldest(into: &joined.batches) }
      gatherings[key] = Gathering(spec: spec, dueAt: now + spec.window)
      joined.dueAt = spec.window > .zero ? now + spec.window : nil
    }
    gatherings[key]?.add(event)
    if gatherings[key]?.isFull == true {
      take(key, into: &joined.batches)
      joined.dueAt = nil
    }
    return joined
  }

  /// When the next one is due; nil where none is gathered.
  var nextDueAt: MonotonicTime? { gatherings.values.lazy.map(\.dueAt).min() }

  /// Takes those whose window is over.
  ///
  /// - Parameter function: whose; nil for all.
  mutating func takeDue(_ now: MonotonicTime, of function: FunctionName? = nil) -> [EventBatch] {
    take(
      gatherings.filter { key, gathering in
        gathering.dueAt <= now && (function == nil || key.version.function == function)
      }.keys)
  }

  mutating func takeAll() -> [EventBatch] { take(gatherings.keys) }

  /// Takes those that can't go on gathering.
  mutating func take(unless goesOn: (BatchKey, BatchSpec) -> Bool) -> [EventBatch] {
    take(gatherings.filter { !goesOn($0, $1.spec) }.keys)
  }

  private mutating func take(_ keys: some Sequence<BatchKey>) -> [EventBatch] {
    var batches: [EventBatch] = []
    for key in keys { take(key, into: &batches) }
    return batches
  }

  private mutating func takeOldest(into batches: inout [EventBatch]) {
    guard let oldest = gatherings.min(by: { $0.value.dueAt < $1.value.dueAt }) else { return }
    take(oldest.key, into: &batches)
  }

  private mutating func take(_ key: BatchKey, into batches: inout [EventBatch]) {
    guard let gathering = gatherings.removeValue(forKey: key) else { return }
    batches.append(EventBatch(key, gathering.spec, gathering.events))
  }
}
