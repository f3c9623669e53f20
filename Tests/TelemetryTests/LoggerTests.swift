import Synchronization
import Telemetry
import Testing

@Suite struct LoggerTests {
  @Test(arguments: LogLevel.allCases)
  func `lines below the level are not even made`(level: LogLevel) {
    let lines = LogLines()
    let logger = Logger(level: level) { level, message, fields in
      lines.texts.withLock { $0.append("\(level) \(message) \(fields.map(\.value))") }
    }
    var made = 0
    func message() -> String {
      made += 1
      return "m"
    }
    logger.debug(message(), LogField("n", 1))
    logger.info(message(), LogField("n", 1))
    logger.warning(message(), LogField("n", 1))
    logger.error(message(), LogField("n", 1))
    let expected = LogLevel.allCases.filter { $0 >= level }.map { "\($0) m [\"1\"]" }
    #expect(lines.texts.withLock { $0 } == expected)
    #expect(made == expected.count)
  }
}

private final class LogLines: Sendable {
  let texts = Mutex<[String]>([])
}
