import EventLoops
import Instants

extension Logger {
  /// The same log, which also keeps what it says of functions.
  ///
  /// What is kept does not depend on the level: whoever asks for a function's lines wants them.
  package func keeping(in log: FunctionLog) -> Logger {
    Logger(level: min(level, .info)) { [level, write] lineLevel, message, fields in
      log.take(.now, lineLevel, message, fields)
      if lineLevel >= level { write(lineLevel, message, fields) }
    }
  }
}
