import Routing

extension QueueTracker.State {
  /// Takes over a pause, or its end, that is durable now.
  mutating func setPause(_ target: PauseTarget, isPaused: Bool) {
    switch target {
    case .source: break
    case .function(let name):
      let index = index(of: name)
      queues[index].isPaused = isPaused
      if !isPaused {
        // Whoever looked meanwhile has found nothing.
        queues[index].isHungry = true
        noteReady(index)
      }
    case .association(let name):
      if isPaused {
        pausedAssociations.insert(name)
      } else {
        pausedAssociations.remove(name)
        for index in queues.indices { giveBack(name, in: index) }
      }
    }
  }

  private mutating func giveBack(_ association: AssociationName, in queue: Int) {
    guard let parked = queues[queue].parked.removeValue(forKey: association) else { return }
    for entry in parked.entries { queues[queue].ready.putBack(entry) }
    queues[queue].isHungry = true
    noteReady(queue)
  }

  /// Keeps a delivery that was leased, for as long as its association is paused; where it is not
  /// paused any more, the delivery is ready again at its old place.
  mutating func park(_ token: Int64, for association: AssociationName?) {
    guard let leased = endLease(of: token) else { return }
    let entry = ReadyEntry(
      token: token, acceptedAtMilliseconds: leased.acceptedAtMilliseconds, delivery: nil,
      line: leased.line)
    if let association, pausedAssociations.contains(association) {
      queues[leased.queue].parked[association, default: ParkedEntries()].append(entry)
    } else {
      queues[leased.queue].ready.putBack(entry)
      noteReady(leased.queue)
    }
  }
}
