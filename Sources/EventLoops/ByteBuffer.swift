/// Bytes that came in and are not used yet, in a page lent by the loop.
///
/// While it is empty it holds no page, so that an idle connection costs no buffer.
package struct ByteBuffer: ~Copyable {
  private var storage: [UInt8] = []
  private var start = 0
  private var end = 0

  package init() {}

  /// Unused bytes.
  package var count: Int { end - start }

  /// Lends the unused bytes to `body`.
  @inline(__always)
  package borrowing func withReadable<Result: ~Copyable>(
    _ body: (Span<UInt8>) -> Result
  ) -> Result {
    body(storage.span.extracting(start..<end))
  }

  /// The bytes `range` of the unused ones, copied.
  package func copy(_ range: Range<Int>) -> [UInt8] {
    Array(storage[(start + range.lowerBound)..<(start + range.upperBound)])
  }

  /// Marks the first `count` bytes as used; an empty buffer gives its page back.
  mutating func consume(_ count: Int, loop: EventLoop) {
    precondition(count <= end - start, "more bytes used than there are")
    start += count
    if start == end { release(loop) }
  }

  /// Makes room for at least `wanted` more bytes.
  mutating func reserve(_ wanted: Int, loop: EventLoop) {
    if storage.isEmpty { storage = loop.lendPage() }
    if storage.count - end >= wanted { return }
    let used = end - start
    if used + wanted <= storage.count {
      for index in 0..<used { storage[index] = storage[start + index] }
    } else {
      var larger = [UInt8](repeating: 0, count: max(storage.count * 2, used + wanted))
      larger.replaceSubrange(0..<used, with: storage[start..<end])
      loop.returnPage(storage)
      storage = larger
    }
    start = 0
    end = used
  }

  /// Lets `body` write into the free space and counts what it says it wrote.
  mutating func write(_ body: (UnsafeMutableRawBufferPointer) -> Int) -> (count: Int, room: Int) {
    let room = storage.count - end
    let from = end
    let count = unsafe storage.withUnsafeMutableBytes { bytes in
      unsafe body(UnsafeMutableRawBufferPointer(rebasing: bytes[from...]))
    }
    if count > 0 { end += count }
    return (count, room)
  }

  mutating func release(_ loop: EventLoop) {
    start = 0
    end = 0
    if !storage.isEmpty {
      loop.returnPage(storage)
      storage = []
    }
  }
}
