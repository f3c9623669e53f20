import EventLoops
import HTTPSyntax
import Instants
import JSONSyntax
import Storage
import Telemetry

/// What one loop notes down for the ledger, until the store takes it.
// Safe because it is confined to its loop's thread.
final class LedgerBook: @unchecked Sendable {
  private let loop: EventLoop
  private let store: SQLiteStore
  private let registry: MetricRegistry
  private let shard: MetricShard
  private var batch = LedgerBatch()
  private var isFlushScheduled = false
  /// How many more records of what failed are told in full before the next flush.
  private var turns = LedgerBook.turnsPerFlush

  /// How long a record stays on the loop.
  private static let pause: Duration = .milliseconds(50)
  /// Bytes of records that are handed over at once.
  private static let batchBytes = 32 << 10
  /// Explanations cost more than most events do: a flood of what nobody wants has no more of them.
  private static let turnsPerFlush = 64

  init(loop: EventLoop, store: SQLiteStore, registry: MetricRegistry, shard: MetricShard) {
    self.loop = loop
    self.store = store
    self.registry = registry
    self.shard = shard
  }

  /// Whether there is room for one more explanation; where there is none, it counts as dropped.
  func takeTurn() -> Bool {
    if turns > 0 {
      turns -= 1
      scheduleFlush()
      return true
    }
    shard.add(registry.counter(.ledgerDropped))
    return false
  }

  /// Notes what happened to an event or a delivery of it.
  func note(
    event: String, delivery: String? = nil, at time: WallTime, _ step: String,
    _ members: [JSONMember]
  ) {
    let event = LedgerKey.cut(event)
    var record = [
      JSONMember("at", .integer(time.millisecondsSinceEpoch)), JSONMember("event", .string(event)),
      JSONMember("step", .string(step)),
    ]
    if let delivery { record.append(JSONMember("delivery", .string(delivery))) }
    record += members
    batch.append(event: event, delivery: delivery, at: time) { output in
      JSONValue.object(record).append(to: &output)
    }
    noted()
  }

  /// The same, quickly, for what is noted of every event.
  ///
  /// - Parameters:
  ///   - fixed: members as JSON, each with a comma behind it.
  ///   - number: the last member's value; its name ends `fixed`.
  @inline(never)  // It is no part of the task that waits for a function.
  func note(
    event: String, delivery: String?, at time: WallTime, fixed: [UInt8], number: Int64
  ) {
    let event = LedgerKey.cut(event)
    batch.append(event: event, delivery: delivery, at: time) { output in
      output.append(contentsOf: atLead)
      output.append(decimal: Int(time.millisecondsSinceEpoch))
      output.append(contentsOf: eventLead)
      appendJSONString(event, to: &output)
      if let delivery {
        output.append(contentsOf: deliveryLead)
        appendJSONString(delivery, to: &output)
      }
      output.append(UInt8(ascii: ","))
      output.append(contentsOf: fixed)
      output.append(decimal: Int(number))
      output.append(UInt8(ascii: "}"))
    }
    noted()
  }

  private func noted() {
    if batch.bytes >= LedgerBook.batchBytes { handOver() } else { scheduleFlush() }
  }

  /// Hands over what has gathered; on the loop.
  func flush() {
    turns = LedgerBook.turnsPerFlush
    handOver()
    let dropped = store.takeDroppedRecordCount()
    if dropped > 0 { shard.add(registry.counter(.ledgerDropped), UInt64(dropped)) }
  }

  private func handOver() {
    guard !batch.isEmpty else { return }
    // What the store has no room for it counts as dropped.
    _ = store.record(batch)
    batch = LedgerBatch()
  }

  private func scheduleFlush() {
    guard !isFlushScheduled else { return }
    isFlushScheduled = true
    loop.perform { [self] in
      try? await loop.sleep(for: LedgerBook.pause)
      isFlushScheduled = false
      flush()
    }
  }
}

// Arrays, which are copied at once.
private let atLead = Array(#"{"at":"#.utf8)
private let eventLead = Array(#","event":"#.utf8)
private let deliveryLead = Array(#","delivery":"#.utf8)
