import Testing

@testable import HTTPSyntax

@Suite struct HeadProgressTests {
  @Test func `a parser looks again only when a line has ended`() {
    var progress = HeadProgress()
    progress.restart()
    let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
    var attempts: [Int] = []
    for count in 1...bytes.count {
      if progress.isWorthwhile(bytes.span.extracting(0..<count), limit: 100) {
        attempts.append(count)
      }
    }
    #expect(attempts == [1, 16, 25, 27])
  }

  @Test func `a parser looks again when the limit is passed`() {
    var progress = HeadProgress()
    progress.restart()
    let bytes = [UInt8](repeating: 65, count: 10)
    let attempts = (1...10).filter {
      progress.isWorthwhile(bytes.span.extracting(0..<$0), limit: 8)
    }
    #expect(attempts == [1, 9, 10])
  }
}
