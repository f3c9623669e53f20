import HTTPSyntax
import TestSupport
import Testing

@Suite struct ResponseHeadTests {
  static let corpus = CorpusCase.load("responses.tsv")

  @Test func `the corpus is there`() {
    #expect(Self.corpus.count >= 50)
  }

  @Test(arguments: corpus)
  func `a whole response gets its answer`(_ example: CorpusCase) {
    var head = ResponseHead()
    let progress = parse(example.bytes.span, of: example, into: &head)
    #expect(answer(progress) == example.expectation.first)
    if case .refused(let refusal) = progress { #expect(refusal.status == 502) }
    guard progress == .complete else { return }
    for word in example.expectation.dropFirst() {
      let isTrue = holds(word, head, example.bytes)
      #expect(isTrue, "\(word)")
    }
  }

  @Test(arguments: corpus)
  func `a response gets the same answer byte by byte`(_ example: CorpusCase) {
    var head = ResponseHead()
    var progress = ParseProgress.needMore
    var count = 0
    while count < example.bytes.count, progress == .needMore {
      count += 1
      progress = parse(example.bytes.span.extracting(0..<count), of: example, into: &head)
    }
    check(progress, example)
    if progress == .complete { #expect(head.headLength == count) }
  }

  @Test(arguments: corpus.filter { $0.bytes.count < 2_000 })
  func `a response gets the same answer cut anywhere`(_ example: CorpusCase) {
    var head = ResponseHead()
    for cut in 0...example.bytes.count {
      head.reset()
      var progress = parse(example.bytes.span.extracting(0..<cut), of: example, into: &head)
      if progress == .needMore { progress = parse(example.bytes.span, of: example, into: &head) }
      check(progress, example)
    }
  }

  @Test(arguments: corpus)
  func `a response gets the same answer in random pieces`(_ example: CorpusCase) {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      var head = ResponseHead()
      var progress = ParseProgress.needMore
      var count = 0
      while count < example.bytes.count, progress == .needMore {
        count = min(example.bytes.count, count + Int.random(in: 1...40, using: &random))
        progress = parse(example.bytes.span.extracting(0..<count), of: example, into: &head)
      }
      check(progress, example)
    }
  }

  @Test func `an interim response is passed over and the next one parsed`() {
    let bytes = Array(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".utf8)
    var head = ResponseHead()
    let first = head.parse(bytes.span, requestMethodWasHEAD: false, limits: HTTPLimits())
    #expect(first == .complete)
    #expect(head.status == 100)
    let rest = bytes.span.extracting(head.headLength..<bytes.count)
    let second = head.parse(rest, requestMethodWasHEAD: false, limits: HTTPLimits())
    #expect(second == .complete)
    #expect(head.status == 200)
    #expect(head.framing == .length(2))
  }

  private func parse(
    _ bytes: Span<UInt8>, of example: CorpusCase, into head: inout ResponseHead
  ) -> ParseProgress {
    head.parse(
      bytes, requestMethodWasHEAD: example.name.hasPrefix("HEAD"), limits: HTTPLimits())
  }

  private func check(_ progress: ParseProgress, _ example: CorpusCase) {
    if answer(progress) == "needMore", !example.endsInLineFeed { return }
    #expect(answer(progress) == example.expectation.first)
  }
}

private func holds(_ word: String, _ head: borrowing ResponseHead, _ bytes: [UInt8]) -> Bool {
  func text(_ range: ByteRange?) -> String? { range.map { bytes.span.text($0) } }
  let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
  let value = parts.count > 1 ? String(parts[1]) : ""
  return switch parts[0] {
  case "status": head.status == Int(value)
  case "reason": text(head.reason) == value
  case "length": head.framing == Int(value).map { .length($0) }
  case "chunked": head.framing == .chunked
  case "none": head.framing == .none
  case "untilClose": head.framing == .untilClose
  case "keep": head.keepAlive
  case "close": !head.keepAlive
  case "http10": head.isHTTP10
  case "ce": head.hasCloudEventHeaders
  case "type": text(head.contentType) == value
  case "retryAfter": text(head.retryAfter) == value
  case "fields": head.fieldCount == Int(value)
  default: false
  }
}
