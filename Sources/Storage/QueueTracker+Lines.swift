import Instants
import Routing

extension QueueTracker.State {
  /// Lets a new delivery join its line.
  ///
  /// - Returns: the line, where it may go at once; nil where it waits.
  mutating func join(
    _ delivery: NewDelivery, token: Int64, nowMilliseconds: Int64
  ) -> LineID? {
    guard let place = delivery.place, let association = delivery.association else {
      preconditionFailure("a delivery with a place has an association")
    }
    let line = lines.line(place.key, of: association)
    if lines.enter(line) { return line }
    let due = delivery.dueAt.millisecondsSinceEpoch
    // Its payload is not kept in memory: a line that is held would take others' room.
    wait(
      WaitingEntry(
        token: token, acceptedAtMilliseconds: delivery.acceptedAt.millisecondsSinceEpoch,
        dueAtMilliseconds: due <= nowMilliseconds ? nil : due,
        queue: Int32(index(of: delivery.version.function))), in: line, place: place.token)
    return nil
  }

  mutating func wait(_ entry: WaitingEntry, in line: LineID, place: Int64?) {
    queues[Int(entry.queue)].waitingCount += 1
    lines.wait(entry, in: line, place: place)
  }

  /// Lets a line go on whose head has ended.
  mutating func pass(_ line: LineID) {
    lines.leave(line)
    goOn(line)
  }

  /// Lets the first of those that wait go, unless somebody is under way or the line is held.
  mutating func goOn(_ line: LineID) {
    guard let entry = lines.next(line) else { return }
    let queue = Int(entry.queue)
    queues[queue].waitingCount -= 1
    if let due = entry.dueAtMilliseconds {
      let leased = LeasedEntry(
        queue: queue, acceptedAtMilliseconds: entry.acceptedAtMilliseconds, line: line)
      delay(leased, token: entry.token, dueAtMilliseconds: due)
    } else {
      queues[queue].ready.putBack(
        ReadyEntry(
          token: entry.token, acceptedAtMilliseconds: entry.acceptedAtMilliseconds, delivery: nil,
          line: line))
      noteReady(queue)
    }
  }

  /// Keeps a line back, for a dead letter of that queue.
  mutating func hold(_ line: LineID, in queue: Int) {
    lines.hold(line)
    queues[queue].holderCount += 1
  }

  /// Lets a line go on whose dead letter has gone.
  mutating func release(_ holder: LineHolder) {
    let line = lines.line(holder.key, of: holder.association)
    lines.release(line)
    queues[index(of: holder.function)].holderCount -= 1
    goOn(line)
  }
}
