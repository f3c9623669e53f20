import EventLoops
import Glibc
import Instants

extension Logger {
  /// Writes to standard error, whole lines; never waits for long for whoever reads them.
  package static func standardError(level: LogLevel, format: LogFormat) -> Logger {
    lines(to: STDERR_FILENO, level: level, format: format)
  }

  static func lines(to descriptor: Int32, level: LogLevel, format: LogFormat) -> Logger {
    let pipe = LogPipe(descriptor)
    return Logger(level: level) { level, message, fields in
      pipe.write(format.line(time: .now, level: level, message: message, fields: fields)) { count in
        format.line(
          time: .now, level: .warning, message: "lines of the log were dropped: nobody read them",
          fields: [LogField("lines", count)])
      }
    }
  }
}
