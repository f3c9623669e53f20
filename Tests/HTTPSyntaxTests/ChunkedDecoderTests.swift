import HTTPSyntax
import TestSupport
import Testing

@Suite struct ChunkedDecoderTests {
  static let corpus = CorpusCase.load("chunks.tsv")
  private static let limit = 64

  @Test func `the corpus is there`() {
    #expect(Self.corpus.count >= 50)
  }

  @Test(arguments: corpus)
  func `a whole body gets its answer`(_ example: CorpusCase) {
    check(decode(example, pieces: [example.bytes.count]), example)
  }

  @Test(arguments: corpus)
  func `a body gets the same answer byte by byte`(_ example: CorpusCase) {
    check(decode(example, pieces: Array(repeating: 1, count: example.bytes.count)), example)
  }

  @Test(arguments: corpus.filter { $0.bytes.count < 500 })
  func `a body gets the same answer cut anywhere`(_ example: CorpusCase) {
    for cut in 0...example.bytes.count {
      check(decode(example, pieces: [cut, example.bytes.count - cut]), example)
    }
  }

  @Test(arguments: corpus)
  func `a body gets the same answer in random pieces`(_ example: CorpusCase) {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      var pieces: [Int] = []
      var rest = example.bytes.count
      while rest > 0 {
        pieces.append(min(rest, Int.random(in: 1...40, using: &random)))
        rest -= pieces.last ?? 0
      }
      check(decode(example, pieces: pieces), example)
    }
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func `a random body comes back`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var data: [UInt8] = []
    var coded: [UInt8] = []
    for _ in 0..<Int.random(in: 0...20, using: &random) {
      let chunk = (0..<Int.random(in: 1...300, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      data += chunk
      coded.appendHex(UInt64(chunk.count))
      coded += "\r\n".utf8
      coded += chunk
      coded += "\r\n".utf8
    }
    coded += "0\r\n\r\n".utf8
    var decoder = ChunkedDecoder()
    var body: [UInt8] = []
    var offset = 0
    var state = ChunkedDecoder.State.needMore
    while offset < coded.count {
      #expect(state == .needMore)
      let end = min(coded.count, offset + Int.random(in: 1...200, using: &random))
      let step = decoder.decode(
        coded.span.extracting(offset..<end), into: &body, limit: data.count)
      #expect(step.consumed == end - offset)
      offset = end
      state = step.state
    }
    #expect(state == .complete)
    #expect(body == data)
  }

  @Test func `the extensions of all chunks together have a limit`() {
    var limits = HTTPLimits()
    limits.chunkExtensionTotalBytes = 10
    let coded = Array("1;aaaaa\r\nx\r\n1;aaaaa\r\nx\r\n1;a\r\nx\r\n".utf8)
    var decoder = ChunkedDecoder(limits: limits)
    var body: [UInt8] = []
    let step = decoder.decode(coded.span, into: &body, limit: 100)
    #expect(step.state == .refused(HTTPRefusal(.chunkExtensionTooLong)))
    #expect(body == Array("xx".utf8))
  }

  @Test func `trailers that a function could take for Patchbay's stay behind`() {
    let coded = Array(
      "0\r\nX-Sum: 1\r\nce_id: 2\r\nX-Patchbay-Function: f:1\r\nX-Forwarded-For: a\r\n\r\n".utf8)
    for (isResponse, kept) in [(false, "X-Sum: 1\r\n"), (true, "X-Sum: 1\r\nce_id: 2\r\n")] {
      var decoder = ChunkedDecoder(isResponse: isResponse)
      var body: [UInt8] = []
      let step = decoder.decode(coded.span, into: &body, limit: 100)
      #expect(step.state == .complete)
      #expect(String(decoding: decoder.trailerLines, as: UTF8.self) == kept)
    }
  }

  @Test func `a broken body of a response is a bad gateway`() {
    var decoder = ChunkedDecoder(isResponse: true)
    var body: [UInt8] = []
    let step = decoder.decode(Array("x".utf8).span, into: &body, limit: 100)
    guard case .refused(let refusal) = step.state else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.status == 502)
  }

  private typealias Result = (state: ChunkedDecoder.State, body: [UInt8], rest: [UInt8])

  private func decode(_ example: CorpusCase, pieces: [Int]) -> Result {
    var decoder = ChunkedDecoder()
    var body: [UInt8] = []
    var state = ChunkedDecoder.State.needMore
    var offset = 0
    for piece in pieces where state == .needMore {
      let input = example.bytes.span.extracting(offset..<(offset + piece))
      let step = decoder.decode(input, into: &body, limit: Self.limit)
      state = step.state
      offset += step.consumed
    }
    return (state, body, Array(example.bytes[offset...]))
  }

  private func check(_ result: Result, _ example: CorpusCase) {
    switch result.state {
    case .needMore:
      #expect(example.expectation == ["needMore"])
      #expect(result.rest.isEmpty)
    case .refused(let refusal):
      #expect(example.expectation == [String(describing: refusal.fault)])
    case .complete:
      #expect(example.expectation.first == "ok")
      for word in example.expectation.dropFirst() {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = Array(parts[1].utf8)
        #expect((parts[0] == "body" ? result.body : result.rest) == value)
      }
    }
  }
}
