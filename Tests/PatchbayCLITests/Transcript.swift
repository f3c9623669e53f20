import EventLoops
import Instants
import Synchronization

@testable import PatchbayCLI

/// What a command line wrote, and its exit status.
struct Transcript: Sendable {
  var status: Int32
  var output: String
  var errors: String

  static func of(
    _ arguments: String..., environment: [String: String] = [:], input: String? = nil,
    isTerminal: Bool = false
  ) async -> Transcript {
    await of(arguments, environment: environment, input: input, isTerminal: isTerminal)
  }

  /// Runs a command line inside this process.
  static func of(
    _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
    isTerminal: Bool = false, interruption: StopSignal = StopSignal()
  ) async -> Transcript {
    let output = Collected()
    let errors = Collected()
    var console = Console(
      write: { output.add($0) }, writeError: { errors.add(Array($0.utf8)) },
      environment: { environment[$0] }, readInput: { _ in input.map { Array($0.utf8) } },
      now: { WallTime(secondsSinceEpoch: 1_774_000_000) })
    console.interruption = { interruption }
    console.outputIsTerminal = isTerminal
    console.errorIsTerminal = isTerminal
    let status = await PatchbayCommand.run(arguments, console)
    return Transcript(status: status, output: output.text, errors: errors.text)
  }
}

/// Bytes that several may add to.
private final class Collected: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }
  var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
}
