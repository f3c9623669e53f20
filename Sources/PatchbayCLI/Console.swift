import EventLoops
import Instants
import JSONSyntax
import Manifests
import Telemetry

/// What a command reads from and writes to; a value, so that tests can stand in for the process.
package struct Console: Sendable {
  /// Takes data.
  package var write: @Sendable ([UInt8]) -> Void
  /// Takes what is said about the work.
  package var writeError: @Sendable (String) -> Void
  /// The value of an environment variable; nil where it is not set.
  package var environment: @Sendable (_ name: String) -> String?
  /// Standard input up to its end; nil where it can't be read or has more bytes.
  package var readInput: @Sendable (_ limitBytes: Int) -> [UInt8]?
  /// What is raised once the user wants a long command to stop where it can be gone on with; asked
  /// for once.
  package var interruption: @Sendable () -> StopSignal = { StopSignal() }
  /// The time of day.
  package var now: @Sendable () -> WallTime
  package var outputIsTerminal = false
  package var errorIsTerminal = false

  package init(
    write: @escaping @Sendable ([UInt8]) -> Void,
    writeError: @escaping @Sendable (String) -> Void,
    environment: @escaping @Sendable (_ name: String) -> String? = { _ in nil },
    readInput: @escaping @Sendable (_ limitBytes: Int) -> [UInt8]? = { _ in nil },
    now: @escaping @Sendable () -> WallTime
  ) {
    self.write = write
    self.writeError = writeError
    self.environment = environment
    self.readInput = readInput
    self.now = now
  }

  /// Bytes of an event or of a function's data that are read.
  static let maxInputBytes = 64 * 1_048_576

  var style: TextStyle { TextStyle(isOn: outputIsTerminal && allowsColours) }
  var errorStyle: TextStyle { TextStyle(isOn: errorIsTerminal && allowsColours) }

  /// Source: no-color.org.
  private var allowsColours: Bool {
    (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
  }

  func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes a table for people.
  func write(_ table: TextTable) { write(table.text(style)) }

  /// Writes JSON: on one line for programs, on many for people.
  func write(_ value: JSONValue) {
    write(outputIsTerminal ? value.prettyText : value.compactText + "\n")
  }

  /// Says something on a line of its own.
  func say(_ text: String) { writeError(text + "\n") }

  /// The bytes of a file, or of standard input where the path is `-`.
  ///
  /// - Throws: `CLIError.failure` where they can't be read.
  func read(_ path: String) throws(CLIError) -> [UInt8] {
    let limit = Console.maxInputBytes
    if path == "-" {
      guard let bytes = readInput(limit) else {
        throw .failure("standard input can't be read, or has more than \(limit) bytes")
      }
      return bytes
    }
    do throws(SmallFile.Failure) {
      return try SmallFile.read(path, limitBytes: limit)
    } catch {
      let name = path.escapingControls
      switch error {
      case .missing: throw .failure("\(name): no such file")
      case .tooLong: throw .failure("\(name): has more than \(limit) bytes")
      case .system(let code): throw .failure("\(name): \(systemMessage(code))")
      }
    }
  }
}

extension Console {
  /// The console of this process.
  package static var process: Console {
    var console = Console(
      write: { StandardOutput.write($0) }, writeError: { StandardError.write($0) },
      environment: { Environment[$0] },
      readInput: { StandardInput.read(limitBytes: $0) }, now: { WallTime.now })
    console.outputIsTerminal = StandardOutput.isTerminal
    console.errorIsTerminal = StandardError.isTerminal
    console.interruption = {
      let stop = StopSignal()
      // Where the signals can't be had they end the process as ever.
      guard (try? ProcessSignal.takeOver()) != nil else { return stop }
      Task {
        _ = await offLoop { ProcessSignal.wait() }
        stop.raise()
      }
      return stop
    }
    return console
  }
}
