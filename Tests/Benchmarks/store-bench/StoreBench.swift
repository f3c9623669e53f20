import EventLoops
import Glibc
import Instants
import Storage
import TestSupport

/// The queue's full cycle, ours in process and those of peers by their protocols, for
/// `Tests/Benchmarks/run`. PLACE is a folder for `patchbay`, a port for `redis` and `nats`.
///
///     store-bench fill  SUBJECT PLACE COUNT     puts so many in; prints this process's MiB
///     store-bench cycle SUBJECT PLACE SECONDS   prints cycles a second, and MiB
///     store-bench reopen FOLDER                 prints ms to open, ms to the first delivery, MiB
///     store-bench alone FOLDER SECONDS          prints µs: a lone append's p99, a sync's p50, p99
@main
enum StoreBench {
  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      switch words.first {
      case "fill" where words.count == 4:
        try await fill(Lanes(words[1], place: words[2]), Int(words[3]) ?? 0)
      case "cycle" where words.count == 4:
        try await cycle(Lanes(words[1], place: words[2]), seconds: Int(words[3]) ?? 1)
      case "reopen" where words.count == 2: try await reopen(words[1])
      case "alone" where words.count == 3:
        say(try await LoneAppends(folder: words[1]).measure(for: .seconds(Int(words[2]) ?? 1)))
      default: throw BenchError("usage: store-bench fill|cycle|reopen|alone …")
      }
    } catch {
      StandardError.write("store-bench: \(error)\n")
      exit(1)
    }
  }

  /// Leaves our store as a crash does: its log must be read by whoever opens it next.
  private static func fill(_ lanes: Lanes, _ count: Int) async throws {
    try await lanes.fill(count)
    say([residentMiB()])
    exit(0)
  }

  private static func cycle(_ lanes: Lanes, seconds: Int) async throws {
    let began = MonotonicTime.read()
    let count = try await lanes.cycle(until: began + .seconds(seconds))
    let perSecond = Double(count) / ((MonotonicTime.read() - began) / .seconds(1))
    let resident = residentMiB()
    await lanes.close()
    say([perSecond.rounded(), resident])
  }

  private static func reopen(_ folder: String) async throws {
    let began = MonotonicTime.read()
    let store = try SQLiteStore(directory: folder)
    let opened = MonotonicTime.read()
    guard try await store.lease(PatchbayLane.queue, limit: 1, now: WallTime.now).count == 1 else {
      throw BenchError("there is nothing in \(folder)")
    }
    let leased = MonotonicTime.read()
    let resident = residentMiB()
    await store.close()
    say([(opened - began) / .milliseconds(1), (leased - opened) / .milliseconds(1), resident])
  }

  private static func residentMiB() -> Double {
    let status = (try? readFile("/proc/self/status")).map { String(decoding: $0, as: UTF8.self) }
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return Double(line?.split(separator: " ").dropFirst().first ?? "0").map { $0 / 1_024 } ?? 0
  }

  private static func say(_ figures: [Double]) {
    let rounded = figures.map { "\(($0 * 100).rounded() / 100)" }
    StandardOutput.write(rounded.joined(separator: " ") + "\n")
  }
}
