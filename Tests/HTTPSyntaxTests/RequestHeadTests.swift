import HTTPSyntax
import TestSupport
import Testing

@Suite struct RequestHeadTests {
  static let corpus = CorpusCase.load("requests.tsv")

  @Test func `the corpus is there`() {
    #expect(Self.corpus.count >= 200)
  }

  @Test(arguments: corpus)
  func `a whole request gets its answer`(_ example: CorpusCase) {
    var head = RequestHead()
    let progress = head.parse(example.bytes.span, limits: HTTPLimits())
    #expect(answer(progress) == example.expectation.first)
    guard progress == .complete else { return }
    for word in example.expectation.dropFirst() {
      let isTrue = holds(word, head, example.bytes)
      #expect(isTrue, "\(word)")
    }
  }

  @Test(arguments: corpus)
  func `a request gets the same answer byte by byte`(_ example: CorpusCase) {
    var head = RequestHead()
    var progress = ParseProgress.needMore
    var count = 0
    while count < example.bytes.count, progress == .needMore {
      count += 1
      progress = head.parse(example.bytes.span.extracting(0..<count), limits: HTTPLimits())
    }
    check(progress, example)
    guard progress == .complete else { return }
    #expect(head.headLength == count)
    for word in example.expectation.dropFirst() {
      let isTrue = holds(word, head, example.bytes)
      #expect(isTrue, "\(word)")
    }
  }

  @Test(arguments: corpus.filter { $0.bytes.count < 2_000 })
  func `a request gets the same answer cut anywhere`(_ example: CorpusCase) {
    var head = RequestHead()
    for cut in 0...example.bytes.count {
      head.reset()
      var progress = head.parse(example.bytes.span.extracting(0..<cut), limits: HTTPLimits())
      if progress == .complete { #expect(head.headLength <= cut) }
      if progress == .needMore {
        progress = head.parse(example.bytes.span, limits: HTTPLimits())
      }
      check(progress, example)
    }
  }

  @Test(arguments: corpus)
  func `a request gets the same answer in random pieces`(_ example: CorpusCase) {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      var head = RequestHead()
      var progress = ParseProgress.needMore
      var count = 0
      while count < example.bytes.count, progress == .needMore {
        count = min(example.bytes.count, count + Int.random(in: 1...40, using: &random))
        progress = head.parse(example.bytes.span.extracting(0..<count), limits: HTTPLimits())
      }
      check(progress, example)
    }
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `a random good head comes back as it was written`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let written = WrittenHead(using: &random)
    var head = RequestHead()
    let bytes = written.bytes
    let progress = head.parse(bytes.span, limits: HTTPLimits())
    #expect(progress == .complete)
    #expect(head.headLength == bytes.count)
    #expect(text(head.methodRange, of: bytes) == written.method)
    #expect(text(head.target, of: bytes) == written.target)
    #expect(head.fieldCount == written.fields.count)
    for (index, field) in written.fields.enumerated() where index < head.fieldCount {
      #expect(text(head.field(index).name, of: bytes) == field.name)
      #expect(text(head.field(index).value, of: bytes) == field.value)
    }
    for cut in 0..<bytes.count {
      head.reset()
      let progress = head.parse(bytes.span.extracting(0..<cut), limits: HTTPLimits())
      #expect(progress == .needMore, "at \(cut)")
    }
  }

  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func `a head with one byte changed is parsed alike whole and byte by byte`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var bytes = WrittenHead(using: &random).bytes
    let place = Int.random(in: 0..<bytes.count, using: &random)
    bytes[place] = UInt8.random(in: 0...255, using: &random)
    bytes += "\r\n\r\n".utf8
    var head = RequestHead()
    let whole = head.parse(bytes.span, limits: HTTPLimits())
    let wholeLength = whole == .complete ? head.headLength : 0
    head.reset()
    var pieces = ParseProgress.needMore
    for count in 1...bytes.count where pieces == .needMore {
      pieces = head.parse(bytes.span.extracting(0..<count), limits: HTTPLimits())
    }
    #expect(pieces == whole)
    if pieces == .complete { #expect(head.headLength == wholeLength) }
  }

  @Test func `a head serves one request after another`() {
    var head = RequestHead()
    let first = Array("POST /a?b HTTP/1.0\r\nContent-Length: 5\r\nce-id: 1\r\n\r\n".utf8)
    let second = Array("GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
    let third = Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
    for bytes in [first, second, third] {
      let progress = head.parse(bytes.span, limits: HTTPLimits())
      #expect(progress == .complete)
    }
    #expect(head.framing == .none)
    #expect(head.query == nil)
    #expect(head.isHTTP10 == false)
    #expect(head.keepAlive == true)
    #expect(head.hasCloudEventHeaders == false)
    #expect(head.fieldCount == 1)
  }

  @Test func `a field that Connection names is known`() {
    let bytes = Array(
      "GET / HTTP/1.1\r\nHost: a\r\nconnection: x-a, X-B\r\nX-b: 1\r\nX-c: 2\r\n\r\n".utf8)
    var head = RequestHead()
    let progress = head.parse(bytes.span, limits: HTTPLimits())
    #expect(progress == .complete)
    let named = (0..<4).map { head.isNamedByConnection(head.field($0), in: bytes.span) }
    #expect(named == [false, false, true, false])
  }

  private func check(_ progress: ParseProgress, _ example: CorpusCase) {
    let expected = example.expectation.first
    // Within a line that has no end yet a parser may still wait.
    if answer(progress) == "needMore", !example.endsInLineFeed { return }
    #expect(answer(progress) == expected)
  }
}

private func holds(_ word: String, _ head: borrowing RequestHead, _ bytes: [UInt8]) -> Bool {
  func text(_ range: ByteRange?) -> String? { range.map { bytes.span.text($0) } }
  let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
  let value = parts.count > 1 ? String(parts[1]) : ""
  return switch parts[0] {
  case "method": String(describing: head.method) == value
  case "path": text(head.path) == value
  case "query": text(head.query) == value
  case "host": text(head.host) == value
  case "type": text(head.contentType) == value
  case "length": head.framing == Int(value).map { .length($0) }
  case "chunked": head.framing == .chunked
  case "none": head.framing == .none
  case "keep": head.keepAlive
  case "close": !head.keepAlive
  case "http10": head.isHTTP10
  case "asterisk": head.isAsterisk
  case "expect": head.expectsContinue
  case "noexpect": !head.expectsContinue
  case "ce": head.hasCloudEventHeaders
  case "noce": !head.hasCloudEventHeaders
  case "fields": head.fieldCount == Int(value)
  default: false
  }
}

/// The word for an answer in the corpus.
func answer(_ progress: ParseProgress) -> String {
  switch progress {
  case .needMore: "needMore"
  case .complete: "ok"
  case .refused(let refusal): String(describing: refusal.fault)
  }
}

/// The text of a range, for `#expect`, which cannot take a span apart.
func text(_ range: ByteRange, of bytes: [UInt8]) -> String { bytes.span.text(range) }
