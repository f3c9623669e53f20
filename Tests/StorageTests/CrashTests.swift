import EventLoops
import Instants
import Routing
import TestSupport
import Testing

@testable import Storage

struct CrashTests {
  private static let victim = FunctionName(unchecked: "victim")

  /// Twelve lives on one folder; each ends by SIGKILL after a number of lines that the seed gives.
  @Test(arguments: [1, 2])
  func `nothing acknowledged is lost when the process is killed`(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: seed)
    var appended: Set<String> = []
    var retried: Set<String> = []
    for life in 0..<12 {
      let lines = Int.random(in: 1...1_500, using: &generator)
      let child = try ChildProcess(
        "\(folderOfThisProgram())/storecrash", [folder.path, "\(seed)-\(life)"])
      for _ in 0..<lines { #expect(await child.nextLine() != nil) }
      child.kill()
      #expect(await child.wait() == .signal(9))
      // What was written before the end counts, whether it was waited for or not.
      while await child.nextLine() != nil {}
      for line in child.output.allLines {
        let parts = line.split(separator: " ")
        guard parts.count == 2 else { continue }
        if parts[0] == "a" { appended.insert(String(parts[1])) }
        if parts[0] == "r" { retried.insert(String(parts[1])) }
      }

      let store = try SQLiteStore(directory: folder.path)
      let count = try await store.queues().map(\.depth).reduce(0, +)
      let now = WallTime.now + .seconds(60)
      let leases = try await store.lease(Self.victim, limit: count + 1, now: now)
      await store.close()
      let found = Set(leases.map(\.delivery.id))
      #expect(leases.count == count && found.count == count, "nothing is there twice")
      #expect(appended.subtracting(found) == [], "life \(life) of seed \(seed)")
      let attempted = Set(leases.filter { $0.delivery.attempts == 1 }.map(\.delivery.id))
      #expect(retried.subtracting(attempted) == [], "life \(life) of seed \(seed)")
    }
  }
}
