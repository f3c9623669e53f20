import JSONSyntax
import Testing

@Suite struct TextPositionTests {
  @Test func `positions advance, and go back by starting again`() {
    let text = Array("a\n\u{20AC}b\nc".utf8)
    var position = TextPosition()
    position.advance(to: 5, in: text.span)
    #expect((position.line, position.column) == (2, 2))
    position.advance(to: 7, in: text.span)
    #expect((position.line, position.column) == (3, 1))
    position.advance(to: 1, in: text.span)
    #expect((position.line, position.column) == (1, 2))
    position.advance(to: 1_000, in: text.span)
    #expect((position.line, position.column, position.offset) == (3, 2, 8))
  }
}
