import EventLoops
import Instants
import Synchronization
import Testing

@testable import Telemetry

@Suite struct FunctionLogTests {
  private func log(functionBytes: Int = 4_096, totalBytes: Int = 65_536) -> FunctionLog {
    var limits = FunctionLog.Limits()
    limits.functionBytes = functionBytes
    limits.totalBytes = totalBytes
    limits.readers = 2
    return FunctionLog(limits)
  }

  private func write(_ text: String, to function: String, in log: FunctionLog, at second: Int64 = 0)
  {
    log.take(
      WallTime(secondsSinceEpoch: second), .info, text, [LogField("function", function)])
  }

  /// The messages of all that a reader gives.
  private func messages(_ reader: FunctionLogReader) -> [String] {
    var bytes: [UInt8] = []
    while case let piece = reader.next(), !piece.isEmpty { bytes += piece }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
      let rest = line.split(separator: #""message":""#, maxSplits: 1).last ?? ""
      return String(rest.prefix { $0 != "\"" })
    }
  }

  @Test func `each function has its own lines, and what tells of none is not kept`() {
    let log = log()
    write("one", to: "f:1", in: log)
    write("two", to: "g", in: log)
    write("three", to: "f:2", in: log)
    log.take(WallTime(secondsSinceEpoch: 0), .info, "four", [LogField("source", "f")])
    #expect(messages(log.reader(of: "f")) == ["one", "three"])
    #expect(messages(log.reader(of: "f", version: "2")) == ["three"])
    #expect(messages(log.reader(of: "g")) == ["two"])
    #expect(messages(log.reader(of: "h")) == [])
    #expect(log.knows("f") && !log.knows("h"))
  }

  @Test(arguments: [
    (nil, nil, nil, [0, 1, 2, 3, 4, 5]), (nil, nil, 2, [4, 5]), (nil, nil, 0, []),
    (nil, nil, 100, [0, 1, 2, 3, 4, 5]), ("1", nil, 2, [3, 5]), (nil, 4, nil, [4, 5]),
    (nil, 4, 1, [5]), ("2", 3, nil, [4]), (nil, 9, nil, []),
  ])
  func `lines are chosen by version, time and number`(
    version: String?, since: Int64?, tail: Int?, expected: [Int]
  ) {
    let log = log()
    for number in 0..<6 {
      write("\(number)", to: number % 2 == 0 ? "f:2" : "f:1", in: log, at: Int64(number))
    }
    let reader = log.reader(
      of: "f", version: version, since: since.map { WallTime(secondsSinceEpoch: $0) }, tail: tail)
    #expect(messages(reader) == expected.map(String.init))
  }

  @Test func `the oldest lines of a function go first, and a reader is told how many`() {
    let log = log()
    let reader = log.reader(of: "f")
    for number in 0..<1_000 { write("\(number)", to: "f", in: log) }
    let kept = messages(log.reader(of: "f"))
    #expect(kept.last == "999")
    #expect((10..<100).contains(kept.count))
    let all = messages(reader)
    #expect(all.first == "lines of the log were dropped: nobody read them")
    #expect(Array(all.dropFirst()) == kept)
    write("more", to: "f", in: log)
    #expect(messages(reader) == ["more"])
  }

  @Test func `beyond the total, functions that were silent longest lose their lines`() {
    let log = log(totalBytes: 16_384)
    for number in 0..<500 { write("\(number)", to: "f\(number)", in: log) }
    write("again", to: "f499", in: log)
    #expect(!log.knows("f0") && log.knows("f450"))
    #expect(messages(log.reader(of: "f499")) == ["499", "again"])
    #expect((20..<150).contains((0..<500).count { log.knows("f\($0)") }))
  }

  @Test func `who follows is woken by each line and by the end, and only so many do`() async throws
  {
    let log = log()
    let loop = try EventLoop(name: "log")
    loop.start()
    let readers = (0..<3).map { _ in log.reader(of: "f") }
    #expect(readers[0].follow() && readers[1].follow() && !readers[2].follow())
    readers[1].leave()
    readers[1].leave()
    #expect(readers[2].follow())
    for text in ["one", "two"] {
      let waiting = loop.spawn { await readers[0].wait(for: .seconds(60), on: loop) }
      write(text, to: "f", in: log)
      await waiting.value
      #expect(messages(readers[0]) == [text])
    }
    let waiting = loop.spawn { await readers[2].wait(for: .seconds(60), on: loop) }
    log.close()
    await waiting.value
    await loop.spawn { await readers[2].wait(for: .seconds(60), on: loop) }.value
    #expect(readers[2].isEnded)
    #expect(messages(readers[2]) == ["one", "two"])
    #expect(!log.reader(of: "f").follow())
    loop.stop()
    loop.join()
  }

  @Test func `a reader goes on where its function lost all its lines`() {
    let log = log(totalBytes: 4_096)
    let reader = log.reader(of: "f")
    #expect(reader.follow())
    write("one", to: "f", in: log)
    for number in 0..<100 { write("x", to: "g\(number)", in: log) }
    #expect(!log.knows("f"))
    write("two", to: "f", in: log)
    #expect(messages(reader) == ["lines of the log were dropped: nobody read them", "two"])
    reader.leave()
  }

  @Test func `a log keeps lines of functions at every level, and writes those of its own`() async {
    let lines = Lines()
    let kept = log()
    let log = Logger(level: .error) { _, message, _ in lines.add(message) }.keeping(in: kept)
    log.info("one", LogField("function", "f:1"))
    log.error("two", LogField("function", "f:1"))
    log.debug("three", LogField("function", "f:1"))
    #expect(lines.all == ["two"])
    #expect(messages(kept.reader(of: "f")) == ["one", "two"])
  }
}

private final class Lines: Sendable {
  private let texts = Mutex<[String]>([])
  var all: [String] { texts.withLock { $0 } }
  func add(_ text: String) { texts.withLock { $0.append(text) } }
}
