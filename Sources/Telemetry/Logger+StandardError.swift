import EventLoops
import Glibc
import Instants

extension Logger {
  /// Writes each line to standard error with one write(2), so that lines of threads never mix.
  package static func standardError(level: LogLevel, format: LogFormat) -> Logger {
    Logger(level: level) { level, message, fields in
      writeWhole(
        format.line(time: .now, level: level, message: message, fields: fields),
        to: STDERR_FILENO)
    }
  }
}

/// What a full or closed pipe does not take is given up: there is nobody left to tell.
private func writeWhole(_ bytes: [UInt8], to descriptor: Int32) {
  unsafe bytes.withUnsafeBytes { buffer in
    var done = 0
    while done < buffer.count, let start = buffer.baseAddress {
      let count = unsafe write(descriptor, start + done, buffer.count - done)
      if count > 0 {
        done += count
      } else if errno != EINTR {
        return
      }
    }
  }
}
