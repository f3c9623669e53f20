import Glibc
import Testing

@testable import Telemetry

struct LogPipeTests {
  @Test func `a reader that stalls stops nobody, and is told what it missed`() throws {
    var ends: [Int32] = [0, 0]
    #expect(unsafe pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let log = Logger.lines(to: ends[1], level: .info, format: .text)
    let began = ContinuousClock.now
    // A pipe holds 64 KiB.
    for number in 0..<2_000 { log.info("line \(number) \(String(repeating: "x", count: 100))") }
    #expect(ContinuousClock.now - began < .seconds(20))
    let first = drain(ends[0])
    #expect(first.hasSuffix("\n") && first.contains("line 0 "))
    let written = first.split(separator: "\n").count
    #expect(written < 2_000)
    log.info("the next")
    let lines = drain(ends[0]).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasSuffix("nobody read them lines=\(2_000 - written)"))
    #expect(lines[1].hasSuffix("INFO the next"))
  }

  @Test func `a line longer than a pipe takes at once comes whole`() throws {
    var ends: [Int32] = [0, 0]
    #expect(unsafe pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let log = Logger.lines(to: ends[1], level: .info, format: .text)
    let long = String(repeating: "y", count: 4_000)
    log.info("four", LogField("a", long), LogField("b", long), LogField("c", long))
    let text = drain(ends[0])
    #expect(text.count { $0 == "y" } == 12_000 && text.hasSuffix("y\n"))
  }

  /// What is in a pipe now.
  private func drain(_ descriptor: Int32) -> String {
    var text: [UInt8] = []
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while unsafe poll(&request, 1, 0) > 0 {
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let count = unsafe read(descriptor, &chunk, chunk.count)
      guard count > 0 else { break }
      text += chunk[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }
}
