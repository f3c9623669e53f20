import CloudEvents
import Connectors
import EventLoops
import Instants
import Routing
import Schedules
import Testing

@testable import CronConnector

@Suite(.timeLimit(.minutes(2))) struct CronTickerTests {
  /// Runs a ticker while `body` moves its clock, then stops it and waits for its end.
  private func withTicker(
    _ source: CronSource, at start: String, marks: FakeMarks? = nil,
    _ body: (CronTicker, FakeClock, FakeSink) async throws -> Void
  ) async throws {
    let clock = try FakeClock(start)
    let sink = FakeSink()
    let ticker = CronTicker(source, sink: sink, clock: clock, marks: marks)
    #expect(ticker.status.phase == .starting)
    async let running: Void = ticker.run()
    do {
      try await body(ticker, clock, sink)
    } catch {
      ticker.stop()
      throw error
    }
    ticker.stop()
    ticker.stop()
    await running
    #expect(ticker.status.phase == .stopped)
  }

  @Test func `an occurrence becomes an event`() async throws {
    let source = try cronSource("30 2 * * *", payload: Array(#"{"kind":"daily"}"#.utf8))
    try await withTicker(source, at: "2026-01-01T02:29:59Z") { ticker, clock, sink in
      await clock.sleeping(1)
      #expect(ticker.status.phase == .running)
      #expect(ticker.status.detail == "next 2026-01-01T02:30:00+00:00")
      clock.advance(.seconds(1))
      let offer = await sink.next()
      #expect(
        offer.event
          == CloudEvent(
            id: "nightly@2026-01-01T02:30:00Z", source: "/sources/nightly",
            type: "dev.patchbay.cron.tick", subject: "nightly", time: "2026-01-01T02:30:00Z",
            dataContentType: "application/json", data: Array(#"{"kind":"daily"}"#.utf8)))
      #expect(offer.source.text == "nightly")
      offer.answer(.settled)
      await clock.sleeping(1)
      #expect(ticker.status.detail == "next 2026-01-02T02:30:00+00:00")
      #expect(ticker.status.lastError == nil)
    }
  }

  @Test func `an event without payload has no data and no type of data`() throws {
    let occurrence = Occurrence(utc: try instant("2026-01-01T02:30:00Z"), offsetSeconds: 3_600)
    let event = try cronSource("30 2 * * *").event(for: occurrence)
    #expect(event.data == nil && event.dataContentType == nil)
  }

  @Test func `it waits a second at most, and no longer than to the next occurrence`() async throws {
    try await withTicker(cronSource("* * * * *"), at: "2026-01-01T00:00:58.25Z") {
      _, clock, sink in
      await clock.pass(seconds: 1)
      await clock.sleeping(1)
      #expect(clock.waits == [.seconds(1), .milliseconds(750)])
      clock.advance(.milliseconds(750))
      await sink.next().answer(.settled)
    }
  }

  @Test func `what can't be taken is offered again with growing waits`() async throws {
    try await withTicker(cronSource("0 * * * *"), at: "2026-01-01T00:59:59Z") {
      ticker, clock, sink in
      await clock.pass(seconds: 1)
      var ids: [String] = []
      for wait in [1, 2, 4] {
        let offer = await sink.next()
        ids.append(offer.event.id)
        offer.answer(.retryLater(reason: "store is full", after: nil))
        await clock.pass(seconds: wait, sleepers: 2)
      }
      #expect(ticker.status.lastError == "2026-01-01T01:00:00+00:00: not taken: store is full")
      let offer = await sink.next()
      #expect(Set(ids + [offer.event.id]) == ["nightly@2026-01-01T01:00:00Z"])
      offer.answer(.settled)
    }
  }

  @Test func `it waits as long as the sink asks for`() async throws {
    try await withTicker(cronSource("0 * * * *"), at: "2026-01-01T00:59:59Z") {
      _, clock, sink in
      await clock.pass(seconds: 1)
      await sink.next().answer(.retryLater(reason: "later", after: .seconds(7)))
      await clock.sleeping(2)
      #expect(clock.waits.contains(.seconds(7)))
      await clock.pass(seconds: 7, sleepers: 2)
      await sink.next().answer(.settled)
    }
  }

  @Test func `a newer occurrence takes the place of one that waits`() async throws {
    let marks = FakeMarks(try instant("2026-01-01T00:00:01Z"))
    try await withTicker(
      cronSource("*/2 * * * * *", catchUp: .latest), at: "2026-01-01T00:00:01Z", marks: marks
    ) { ticker, clock, sink in
      await clock.pass(seconds: 1)
      await sink.next().answer(.retryLater(reason: "x", after: .seconds(3)))
      await clock.pass(seconds: 2, sleepers: 2)
      let second = await sink.next()
      #expect(second.event.id == "nightly@2026-01-01T00:00:04Z")
      second.answer(.settled)
      #expect(await marks.recorded(1) == ["2026-01-01T00:00:01Z"])
      await clock.pass(seconds: 1, sleepers: 2)
      #expect(await marks.recorded(2).last == "2026-01-01T00:00:04Z")
      #expect(ticker.status.lastError?.contains("a newer occurrence takes its place") == true)
    }
  }

  @Test func `where all are to run, one that waits stays beside newer ones`() async throws {
    try await withTicker(
      cronSource("*/2 * * * * *", catchUp: .all(limit: 5)), at: "2026-01-01T00:00:01Z",
      marks: FakeMarks()
    ) { _, clock, sink in
      await clock.pass(seconds: 1)
      await sink.next().answer(.retryLater(reason: "x", after: .seconds(3)))
      await clock.pass(seconds: 2, sleepers: 2)
      let second = await sink.next()
      #expect(second.event.id == "nightly@2026-01-01T00:00:04Z")
      second.answer(.settled)
      await clock.pass(seconds: 1, sleepers: 2)
      let again = await sink.next()
      #expect(again.event.id == "nightly@2026-01-01T00:00:02Z")
      again.answer(.settled)
    }
  }

  @Test func `a slow sink does not hold up the next occurrence`() async throws {
    try await withTicker(cronSource("* * * * * *"), at: "2026-01-01T00:00:00Z") {
      _, clock, sink in
      var open: [FakeSink.Offer] = []
      for second in 1...5 {
        await clock.pass(seconds: 1)
        let offer = await sink.next()
        #expect(offer.event.id == "nightly@2026-01-01T00:00:0\(second)Z")
        open.append(offer)
      }
      for offer in open { offer.answer(.settled) }
    }
  }

  @Test func `no more than a thousand firings are under way`() async throws {
    try await withTicker(cronSource("* * * * * *"), at: "2026-01-01T00:00:00Z") {
      ticker, clock, sink in
      var open: [FakeSink.Offer] = []
      for _ in 0..<CronTicker.maxFirings {
        await clock.pass(seconds: 1)
        open.append(await sink.next())
      }
      #expect(ticker.status.lastError == nil)
      await clock.pass(seconds: 1)
      await clock.sleeping(1)
      #expect(
        ticker.status.lastError
          == "2026-01-01T00:16:41+00:00: let go: 1000 firings are under way")
      for offer in open { offer.answer(.settled) }
    }
  }

  @Test func `what is refused is said and not offered again`() async throws {
    let marks = FakeMarks(try instant("2026-01-01T00:00:00Z"))
    try await withTicker(
      cronSource("* * * * *", catchUp: .latest), at: "2026-01-01T00:00:59Z", marks: marks
    ) { ticker, clock, sink in
      await clock.pass(seconds: 1)
      await sink.next().answer(.refused(reason: "too large"))
      #expect(await marks.recorded(1) == ["2026-01-01T00:01:00Z"])
      #expect(ticker.status.lastError == "2026-01-01T00:01:00+00:00: refused: too large")
    }
  }

  @Test func `stop ends the wait of what is not taken, and leaves its mark`() async throws {
    let marks = FakeMarks(try instant("2026-01-01T00:00:00Z"))
    try await withTicker(
      cronSource("* * * * *", catchUp: .latest), at: "2026-01-01T00:00:59Z", marks: marks
    ) { _, clock, sink in
      await clock.pass(seconds: 1)
      await sink.next().answer(.retryLater(reason: "busy", after: .seconds(999)))
      await clock.sleeping(2)
    }
    #expect(marks.recorded.isEmpty)
  }

  @Test func `stop waits for what the sink has in hand`() async throws {
    let marks = FakeMarks(try instant("2026-01-01T00:00:00Z"))
    try await withTicker(
      cronSource("* * * * *", catchUp: .latest), at: "2026-01-01T00:00:59Z", marks: marks
    ) { ticker, clock, sink in
      await clock.pass(seconds: 1)
      let offer = await sink.next()
      ticker.stop()
      #expect(ticker.status.phase == .running)
      offer.answer(.settled)
    }
    #expect(marks.recorded == ["2026-01-01T00:01:00Z"])
  }

  @Test func `stopped before it runs, it does not run`() async throws {
    let clock = try FakeClock("2026-01-01T00:00:59Z")
    let ticker = CronTicker(try cronSource("* * * * *"), sink: FakeSink(), clock: clock)
    ticker.stop()
    await ticker.run()
    #expect(ticker.status.phase == .stopped)
    #expect(clock.waits.isEmpty)
  }

  @Test func `the first start of a source that catches up is its first mark`() async throws {
    let marks = FakeMarks()
    try await withTicker(
      cronSource("0 * * * *", catchUp: .latest), at: "2026-01-01T00:00:59Z", marks: marks
    ) { _, clock, _ in await clock.sleeping(1) }
    #expect(marks.recorded == ["2026-01-01T00:00:59Z"])
  }

  @Test func `a source that does not catch up asks for no mark`() async throws {
    let marks = FakeMarks(try instant("2026-01-01T00:00:00Z"))
    try await withTicker(cronSource("* * * * *"), at: "2026-01-01T00:10:59Z", marks: marks) {
      _, clock, sink in
      await clock.pass(seconds: 1)
      let offer = await sink.next()
      #expect(offer.event.id == "nightly@2026-01-01T00:11:00Z")
      offer.answer(.settled)
    }
    #expect(marks.asked == 0 && marks.recorded.isEmpty)
  }

  @Test func `a restart catches up one by one, oldest first, and the mark follows`() async throws {
    let marks = FakeMarks(try instant("2026-01-01T00:00:00Z"))
    try await withTicker(
      cronSource("* * * * *", catchUp: .all(limit: 3)), at: "2026-01-01T00:09:30Z", marks: marks
    ) { _, clock, sink in
      await clock.sleeping(1)
      for minute in 7...9 {
        let offer = await sink.next()
        #expect(offer.event.id == "nightly@2026-01-01T00:0\(minute):00Z")
        offer.answer(.settled)
        #expect(await marks.recorded(minute - 6).last == "2026-01-01T00:0\(minute):00Z")
      }
    }
  }

  @Test func `a loop of the system fires too`() async throws {
    let loop = try EventLoop(name: "cron")
    loop.start()
    let sink = SettlingSink()
    let ticker = CronTicker(try cronSource("@every 1s"), sink: sink, clock: LoopClock(loop))
    let running = loop.spawn { await ticker.run() }
    var ids = sink.ids.makeAsyncIterator()
    let id = await ids.next()
    #expect(id?.hasPrefix("nightly@") == true)
    ticker.stop()
    await running.value
    loop.stop()
    loop.join()
  }
}
