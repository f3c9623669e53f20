import HTTPSyntax
import Testing

@Suite struct WritingTests {
  @Test(arguments: [0, 7, 10, 99, 100, 65_535, 1_234_567_890, Int.max, -5, Int.min])
  func `a number is written in decimal`(number: Int) {
    #expect(written { $0.append(decimal: number) } == String(number))
  }

  @Test(arguments: [0, 1, 15, 16, 255, 256, 0xABCDEF, UInt64.max])
  func `a number is written in hexadecimal`(number: UInt64) {
    #expect(written { $0.appendHex(number) } == String(number, radix: 16))
  }

  @Test func `bytes are appended whole`() {
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
    var output: [UInt8] = [1, 2]
    output.append(bytes.span)
    output.append(bytes.span.extracting(0..<0))
    #expect(output == [1, 2] + bytes)
  }

  @Test func `appending grows the storage by more than what is needed`() {
    var output: [UInt8] = []
    var growths = 0
    var capacity = output.capacity
    let piece: [UInt8] = [1, 2, 3]
    for _ in 0..<100_000 {
      output.append(piece.span)
      if output.capacity != capacity { growths += 1 }
      capacity = output.capacity
    }
    #expect(growths < 64)
  }

  @Test(arguments: [
    (200, "HTTP/1.1 200 OK\r\n"), (202, "HTTP/1.1 202 Accepted\r\n"),
    (418, "HTTP/1.1 418 \r\n"), (431, "HTTP/1.1 431 Request Header Fields Too Large\r\n"),
  ])
  func `a status line has its reason`(status: Int, line: String) {
    #expect(written { $0.appendStatusLine(status) } == line)
  }

  @Test func `ready status lines are those that would be composed`() {
    for status in 100...599 {
      let line = written { $0.appendStatusLine(status) }
      #expect(line == "HTTP/1.1 \(status) \(reasonPhrase(status))\r\n")
    }
  }

  @Test func `a problem is JSON with its status`() {
    let problem = Problem(status: 404, detail: "no source answers on \"/x\"\n\\ é")
    #expect(
      String(decoding: problem.body, as: UTF8.self)
        == #"{"type":"about:blank","title":"Not Found","status":404,"#
        + #""detail":"no source answers on \"/x\"\u000a\\ é"}"#)
    let short = Problem(status: 500)
    #expect(
      String(decoding: short.body, as: UTF8.self)
        == #"{"type":"about:blank","title":"Internal Server Error","status":500}"#)
  }

  @Test func `a refusal becomes a problem`() {
    let problem = Problem(HTTPRefusal(.headTooLong))
    #expect(problem.status == 431)
    #expect(problem.detail == "the head is too long")
  }

  @Test func `every fault has a status and its own words`() {
    var reasons: Set<String> = []
    for fault in HTTPFault.allCases {
      #expect([400, 413, 414, 417, 431, 501, 505].contains(fault.status))
      #expect(HTTPRefusal(fault, isResponse: true).status == 502)
      reasons.insert(fault.reason)
    }
    #expect(reasons.count == HTTPFault.allCases.count)
    #expect(!reasons.contains("the message is malformed"))
  }
}

private func written(_ body: (inout [UInt8]) -> Void) -> String {
  var output: [UInt8] = []
  body(&output)
  return String(decoding: output, as: UTF8.self)
}
