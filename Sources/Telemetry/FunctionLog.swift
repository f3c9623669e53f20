import EventLoops
import Instants
import Synchronization

/// The last lines of the log that tell of functions: what programs wrote to standard error, and what
/// the router says of its attempts. In memory alone; a line is in it whatever level the log has.
package final class FunctionLog: Sendable {
  /// How much is kept; what is beyond it goes, the oldest lines first.
  package struct Limits: Sendable {
    /// Bytes of one function's lines.
    package var functionBytes = 262_144
    /// Bytes of all lines; beyond it functions that were silent longest lose all of theirs.
    package var totalBytes = 16 * 1_048_576
    /// Those who follow at the same time.
    package var readers = 64

    package init() {}
  }

  struct Line: Sendable {
    var time: WallTime
    /// `2`, or `latest`; empty where the line tells of none.
    var version: String
    /// An object with a newline behind it, as `LogFormat.json` writes it.
    var json: [UInt8]

    /// Beside its text a line takes room itself.
    var bytes: Int { json.count + 64 }
  }

  fileprivate struct Ring {
    var lines: [Line] = []
    var bytes = 0
    /// How many lines there were before the first of `lines`.
    var gone: UInt64 = 0
    /// When it got its last line, in lines of all functions.
    var writtenAt: UInt64 = 0
    var signals: [ObjectIdentifier: Signal] = [:]

    /// Drops the oldest lines until no more than `limit` bytes are left.
    mutating func shrink(to limit: Int) {
      var count = 0
      while bytes > limit {
        bytes -= lines[count].bytes
        count += 1
      }
      lines.removeFirst(count)
      gone += UInt64(count)
    }
  }

  fileprivate struct State {
    var rings: [String: Ring] = [:]
    var bytes = 0
    var lineCount: UInt64 = 0
    var readerCount = 0
    var isClosed = false
  }

  private let limits: Limits
  private let state = Mutex(State())

  package init(_ limits: Limits = Limits()) { self.limits = limits }

  /// Whether anything is kept of a function.
  package func knows(_ function: String) -> Bool {
    state.withLock { $0.rings[function].map { !$0.lines.isEmpty } ?? false }
  }

  // MARK: Writing

  /// Keeps a line that has a field `function` (`resize`, `resize:2`), and no other.
  func take(_ time: WallTime, _ level: LogLevel, _ message: String, _ fields: [LogField]) {
    guard let name = fields.first(where: { $0.name == "function" })?.value else { return }
    let parts = name.split(separator: ":", maxSplits: 1)
    guard let function = parts.first else { return }
    let json = LogFormat.json.line(time: time, level: level, message: message, fields: fields)
    let line = Line(time: time, version: parts.count == 2 ? String(parts[1]) : "", json: json)
    let signals = state.withLock { $0.add(line, to: String(function), limits) }
    for signal in signals { signal.raise() }
  }

  /// Ends all who follow; what is written from now on reaches only those who ask.
  package func close() {
    let signals = state.withLock { state in
      state.isClosed = true
      return state.rings.values.flatMap(\.signals.values)
    }
    for signal in signals { signal.raise() }
  }

  // MARK: Reading

  /// A reader of a function's lines, from the oldest that is wanted on.
  ///
  /// - Parameters:
  ///   - version: only of this one; nil for all.
  ///   - since: only those written then or later.
  ///   - tail: of those that there are now only so many, the last.
  package func reader(
    of function: String, version: String? = nil, since: WallTime? = nil, tail: Int? = nil
  ) -> FunctionLogReader {
    let position = state.withLock { state -> UInt64 in
      guard let ring = state.rings[function] else { return 0 }
      var index = ring.lines.endIndex
      var count = 0
      while index > 0, count < tail ?? .max, since.map({ ring.lines[index - 1].time >= $0 }) ?? true
      {
        index -= 1
        if version == nil || ring.lines[index].version == version { count += 1 }
      }
      return ring.gone + UInt64(index)
    }
    return FunctionLogReader(self, function: function, version: version, position: position)
  }

  /// Lets a signal be raised at each line of a function.
  ///
  /// - Returns: false where too many follow already, or none may any more.
  func follow(_ function: String, _ signal: Signal) -> Bool {
    state.withLock { state in
      guard state.readerCount < limits.readers, !state.isClosed else { return false }
      state.readerCount += 1
      state.rings[function, default: Ring()].signals[ObjectIdentifier(signal)] = signal
      return true
    }
  }

  func leave(_ function: String, _ signal: Signal) {
    state.withLock { state in
      guard state.rings[function]?.signals.removeValue(forKey: ObjectIdentifier(signal)) != nil
      else { return }
      state.readerCount -= 1
      state.forgetIfEmpty(function)
    }
  }

  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Lines from a position on, up to about that many bytes; the position behind them, and how many
  /// lines that should have been there have gone.
  func lines(
    of function: String, from position: UInt64, limitBytes: Int
  ) -> (lines: [Line], next: UInt64, missed: UInt64) {
    state.withLock { state in
      guard let ring = state.rings[function] else { return ([], position, 0) }
      let start = max(position, ring.gone)
      var end = Int(start - ring.gone)
      let first = end
      var bytes = 0
      while end < ring.lines.count, bytes < limitBytes {
        bytes += ring.lines[end].bytes
        end += 1
      }
      return (
        Array(ring.lines[first..<end]), ring.gone + UInt64(end),
        ring.gone > position ? ring.gone - position : 0
      )
    }
  }
}

extension FunctionLog.State {
  /// - Returns: whom to wake.
  fileprivate mutating func add(
    _ line: FunctionLog.Line, to function: String, _ limits: FunctionLog.Limits
  ) -> [Signal] {
    lineCount += 1
    var ring = rings.removeValue(forKey: function) ?? FunctionLog.Ring()
    bytes -= ring.bytes
    ring.lines.append(line)
    ring.bytes += line.bytes
    ring.writtenAt = lineCount
    // Some at a time, for moving those that stay takes as long as there are lines.
    if ring.bytes > limits.functionBytes { ring.shrink(to: limits.functionBytes / 8 * 7) }
    bytes += ring.bytes
    let signals = Array(ring.signals.values)
    rings[function] = ring
    if bytes > limits.totalBytes { shrink(to: limits.totalBytes / 8 * 7) }
    return signals
  }

  private mutating func shrink(to limit: Int) {
    for (function, ring) in rings.sorted(by: { $0.value.writtenAt < $1.value.writtenAt }) {
      if bytes <= limit { return }
      bytes -= ring.bytes
      rings[function]?.shrink(to: 0)
      forgetIfEmpty(function)
    }
  }

  /// Those who follow have counted its lines.
  fileprivate mutating func forgetIfEmpty(_ function: String) {
    guard let ring = rings[function], ring.lines.isEmpty, ring.signals.isEmpty else { return }
    rings[function] = nil
  }
}
