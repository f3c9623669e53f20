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

  /// Six lives on one folder; each ends by SIGKILL after a number of lines that the seed gives.
  @Test(arguments: [3])
  func `a letter is marked if and only if its delivery is there, whenever the process is killed`(
    seed: UInt64
  ) async throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: seed)
    for life in 0..<6 {
      let child = try ChildProcess(
        "\(folderOfThisProgram())/storecrash", [folder.path, "\(seed)-\(life)", "redrive"])
      for _ in 0..<Int.random(in: 1...400, using: &generator) {
        #expect(await child.nextLine() != nil)
      }
      child.kill()
      #expect(await child.wait() == .signal(9))
      while await child.nextLine() != nil {}
      let said = Set(child.output.allLines.map { "\($0.dropFirst(2))" })

      let store = try SQLiteStore(directory: folder.path)
      var marked: Set<String> = []
      var after: Int64?
      while let last = try await store.deadLetterKeys(
        DeadLetterQuery(), limit: 10_000, after: after
      ).last {
        let letters = try await store.deadLetters(limit: 10_000, after: after)
        marked.formUnion(letters.filter { $0.redrivenAs != nil }.map(\.delivery.id))
        after = min(last.position, letters.last?.position ?? last.position)
      }
      let leases = try await store.lease(
        Self.victim, limit: 1_000_000, now: WallTime.now + .seconds(60))
      await store.close()
      #expect(leases.map(\.delivery.id).sorted() == marked.map { "\($0)-again" }.sorted())
      #expect(said.subtracting(marked) == [], "life \(life) of seed \(seed)")
    }
  }

  /// Eight lives on one folder; each ends by SIGKILL after a number of lines that the seed gives.
  @Test(arguments: [5])
  func `a line goes on in order, and leaves nobody out, whenever the process is killed`(
    seed: UInt64
  ) async throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: seed)
    /// By line, in the order of arrival, and up to which of them all have been leased.
    var appended: [Substring: [Substring]] = [:]
    var reached: [Substring: Int] = [:]
    for life in 0..<8 {
      let child = try ChildProcess(
        "\(folderOfThisProgram())/storecrash", [folder.path, "\(seed)-\(life)", "order"])
      for _ in 0..<Int.random(in: 1...1_500, using: &generator) {
        #expect(await child.nextLine() != nil)
      }
      child.kill()
      #expect(await child.wait() == .signal(9))
      while await child.nextLine() != nil {}
      let said = child.output.allLines.map { $0.split(separator: " ") }.filter { $0.count == 3 }
      // One may be leased by another task before its append has been told of.
      for line in said where line[0] == "a" { appended[line[1], default: []].append(line[2]) }
      for line in said where line[0] == "l" {
        // What was not told of before the end may be there, or not.
        guard let place = appended[line[1]]?.firstIndex(of: line[2]) else { continue }
        let next = reached[line[1], default: 0]
        #expect(place <= next, "\(line[2]) came before \(appended[line[1]]?[next] ?? "")")
        reached[line[1]] = max(next, place + 1)
      }
    }
    #expect(reached.values.reduce(0, +) > 100)
  }
}
