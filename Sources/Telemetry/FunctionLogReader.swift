import EventLoops
import Instants

/// Reads a function's lines one after the other; confined to whoever has it.
// Safe because it is used by one task at a time.
package final class FunctionLogReader: @unchecked Sendable {
  private let log: FunctionLog
  private let function: String
  private let version: String?
  private var position: UInt64
  private let signal = Signal()

  /// Bytes of a piece, about.
  private static let pieceBytes = 65_536

  init(_ log: FunctionLog, function: String, version: String?, position: UInt64) {
    self.log = log
    self.function = function
    self.version = version
    self.position = position
  }

  /// The lines that are there, each with a newline, and not read yet, as far as a piece goes; empty
  /// where all have been read. Where some have gone unread, a line says how many.
  package func next() -> [UInt8] {
    var piece: [UInt8] = []
    var isAtEnd = false
    while piece.isEmpty, !isAtEnd {
      let found = log.lines(
        of: function, from: position, limitBytes: FunctionLogReader.pieceBytes)
      isAtEnd = found.next == position
      position = found.next
      if found.missed > 0 { piece += notice(found.missed) }
      for line in found.lines where version == nil || line.version == version { piece += line.json }
    }
    return piece
  }

  private func notice(_ missed: UInt64) -> [UInt8] {
    LogFormat.json.line(
      time: .now, level: .warning, message: "lines of the log were dropped: nobody read them",
      fields: [LogField("function", function), LogField("lines", missed)])
  }

  // MARK: Following

  /// Begins to wait for lines; to be ended by `leave`.
  ///
  /// - Returns: false where too many follow already.
  package func follow() -> Bool { log.follow(function, signal) }

  package func leave() { log.leave(function, signal) }

  /// Whether no line will come that is waited for.
  package var isEnded: Bool { log.isClosed }

  /// Suspends until there may be more, or for `time`; call it on the loop.
  package func wait(for time: Duration, on loop: EventLoop) async {
    let sleeper = Sleeper()
    loop.wake(sleeper, at: loop.now + time)
    signal.arm(sleeper)
    await sleeper.wait()
    signal.disarm(sleeper)
  }
}
