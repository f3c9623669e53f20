import Connectors
import EventLoops
import Instants
import Routing
import Schedules
import Synchronization
import Telemetry

/// Makes an event of each occurrence of a schedule.
///
/// It looks at the clocks at least once a second, so that a clock that was set, or a machine that
/// slept, is noticed. Each firing is a task of its own: a slow one does not hold up the next
/// (Kubernetes' `Allow`). An occurrence that could not be taken is offered again, with growing
/// waits, until it is taken or newer ones replace it: under `none` and `latest` the next one does,
/// under `all` as many as its limit.
package final class CronTicker: Connector {
  /// Firings under way at once; further occurrences are let go until one of them ends.
  package static let maxFirings = 1_000
  /// The first wait before an occurrence is offered again, and the longest.
  package static let retryWaits: ClosedRange<Duration> = .seconds(1) ... .seconds(60)

  package var source: SourceName { settings.name }
  private let settings: CronSource
  private let sink: any EventSink
  private let marks: (any CronMarks)?
  private let clock: any CronClock
  private let logger: Logger
  private let stopping = StopSignal()
  private let state = Mutex(State())

  private struct State {
    var phase = ConnectorStatus.Phase.starting
    var hasStarted = false
    var next: Occurrence?
    var lastError: String?
    var ledger = FiringLedger()
    /// A mark that is to be recorded, and whether somebody is at it.
    var mark: WallTime?
    var isRecording = false
  }

  /// - Parameter marks: asked only where the source catches up.
  package init(
    _ settings: CronSource, sink: any EventSink, clock: any CronClock,
    marks: (any CronMarks)? = nil,
    logger: Logger = .silent
  ) {
    self.settings = settings
    self.sink = sink
    self.clock = clock
    self.marks = settings.catchUp == .none ? nil : marks
    self.logger = logger
  }

  package var status: ConnectorStatus {
    state.withLock { state in
      var status = ConnectorStatus(phase: state.phase, lastError: state.lastError)
      guard state.phase == .running else { return status }
      status.detail = state.next.map { "next \($0.localText)" } ?? "no further occurrence"
      return status
    }
  }

  package func stop() { stopping.raise() }

  /// Fires until `stop`; call it on the loop of the clock, once.
  package func run() async {
    let isFirst = state.withLock { state in
      defer { state.hasStarted = true }
      return !state.hasStarted
    }
    precondition(isFirst, "a connector runs once")
    var timetable = CronTimetable(settings, at: clock.read(), mark: await firstMark())
    await withDiscardingTaskGroup { firings in
      while !stopping.isRaised {
        let turn = timetable.look(clock.read())
        let next = timetable.next
        state.withLock { state in
          state.phase = .running
          state.next = next
          if turn.isSetBack { state.ledger.setBack() }
        }
        report(turn)
        start(turn, in: &firings)
        await pause(for: timetable.wait)
      }
    }
    state.withLock { $0.phase = .stopped }
  }

  /// Up to where everything is handled; the first start begins there and then.
  private func firstMark() async -> WallTime? {
    guard let marks else { return nil }
    if let mark = await marks.last(for: source) { return mark }
    await marks.record(clock.read().wall, for: source)
    return nil
  }

  private func report(_ turn: CronTimetable.Turn) {
    if turn.isSetBack { logger.warning("the clock was set back", LogField("source", source)) }
    if turn.letsGo {
      logger.warning("occurrences were jumped over and let go", LogField("source", source))
    }
    if !turn.catchUp.isEmpty {
      logger.info(
        "catching up", LogField("source", source), LogField("occurrences", turn.catchUp.count))
    }
  }

  // MARK: Firings

  /// What is caught up with runs one after the other, oldest first; what is due runs at once.
  private func start(_ turn: CronTimetable.Turn, in firings: inout DiscardingTaskGroup) {
    let catchUp = turn.catchUp.filter(begin)
    if !catchUp.isEmpty {
      firings.addTask {
        for occurrence in catchUp { await self.fire(occurrence) }
      }
    }
    for occurrence in turn.due where begin(occurrence) {
      firings.addTask { await self.fire(occurrence) }
    }
  }

  private func begin(_ occurrence: Occurrence) -> Bool {
    let hasRoom = state.withLock { state in
      guard state.ledger.openCount < Self.maxFirings else { return false }
      state.ledger.begin(occurrence.utc)
      return true
    }
    if !hasRoom { note("let go: \(Self.maxFirings) firings are under way", occurrence) }
    return hasRoom
  }

  /// Offers an occurrence until its fate is known; on `stop` one that waits is left as it is.
  private func fire(_ occurrence: Occurrence) async {
    var wait = Self.retryWaits.lowerBound
    while true {
      let receipt = await sink.accept(
        Arrival(event: settings.event(for: occurrence), source: source))
      switch receipt.verdict {
      case .settled: return await finish(occurrence)
      case .refused(let reason):
        note("refused: \(reason)", occurrence)
        return await finish(occurrence)
      case .retryLater(let reason, let after):
        note("not taken: \(reason)", occurrence)
        state.withLock { $0.ledger.wait(occurrence.utc) }
        await pause(for: max(wait, after ?? .zero))
        if stopping.isRaised { return }
        wait = min(wait * 2, Self.retryWaits.upperBound)
      }
      let isReplaced = state.withLock {
        $0.ledger.isReplaced(occurrence.utc, under: settings.catchUp)
      }
      if isReplaced {
        note("let go: a newer occurrence takes its place", occurrence)
        return await finish(occurrence)
      }
    }
  }

  /// Suspends for a time, less where this is to stop.
  private func pause(for duration: Duration) async {
    if stopping.isRaised { return }
    let sleeper = Sleeper()
    clock.wake(sleeper, after: duration)
    await stopping.wait(sleeper)
  }

  private func note(_ problem: String, _ occurrence: Occurrence) {
    state.withLock { $0.lastError = "\(occurrence.localText): \(problem)" }
    logger.warning(
      problem, LogField("source", source), LogField("occurrence", occurrence.localText))
  }

  /// Takes the occurrence off the books and has the mark recorded, by one task at a time, so that
  /// an older mark never comes after a newer one.
  private func finish(_ occurrence: Occurrence) async {
    let isRecorder = state.withLock { state in
      state.mark = state.ledger.finish(occurrence.utc) ?? state.mark
      defer { state.isRecording = true }
      return !state.isRecording
    }
    guard isRecorder else { return }
    while true {
      let mark = state.withLock { state in
        defer { state.mark = nil }
        state.isRecording = state.mark != nil
        return state.mark
      }
      guard let mark else { return }
      await marks?.record(mark, for: source)
    }
  }
}
