import EventLoops
import Instants
import Routing
import Storage
import TestSupport
import Testing

@testable import PatchbayCLI

struct StoreCommandTests {
  @Test func `statistics tell what stands there, to people and to programs`() async throws {
    let folder = try await filled()
    let text = await Transcript.of("store", "stats", "--data", folder.path)
    #expect(text.status == 0)
    #expect(text.output.contains("schema "), "\(text.output)")
    #expect(
      text.output.hasSuffix(
        """
        FUNCTION  DELIVERIES  ATTEMPTED  DELAYED  OLDEST                DEAD LETTERS
        other     0           0          0        -                     1
        resize    2           1          1        2026-03-20T09:46:40Z  0

        """), "\(text.output)")
    let json = await Transcript.of(
      "store", "stats", "--store", "sqlite:\(folder.path)", "-o", "json")
    #expect(
      json.output.contains(
        #"{"function":"resize","deliveries":2,"attempted":1,"delayed":1,"#
          + #""oldestAcceptedAt":"2026-03-20T09:46:40Z","deadLetters":0}"#), "\(json.output)")
  }

  @Test func `a store that is in use can be looked at, and not compacted`() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(directory: folder.path)
    try await store.append([delivery("a", "resize")])
    let stats = await Transcript.of("store", "stats", "--data", folder.path)
    #expect(stats.output.contains("resize"), "\(stats.output) \(stats.errors)")
    let check = await Transcript.of("store", "check", "--data", folder.path)
    #expect(check.output == "the store in \(folder.path) is sound\n")
    let compact = await Transcript.of("store", "compact", "--data", folder.path)
    #expect(compact.status == 1)
    #expect(compact.errors.contains("stop the router first"), "\(compact.errors)")
    await store.close()
  }

  @Test func `a compacted store is smaller and has what it had`() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(directory: folder.path)
    let name = FunctionName(unchecked: "resize")
    let many = (0..<300).map { delivery("\($0)", "resize", bytes: 20_000) }
    try await store.append(many)
    let leases = try await store.lease(name, limit: 299, now: WallTime.now)
    try await store.settle(leases.map { Settlement(token: $0.token, fate: .done) })
    await store.close()
    let compact = await Transcript.of("store", "compact", "--data", folder.path, "-o", "json")
    #expect(compact.status == 0, "\(compact.errors)")
    let before = try #require(number("bytesBefore", in: compact.output))
    let after = try #require(number("bytesAfter", in: compact.output))
    #expect(after < before / 4, "\(compact.output)")
    let again = try SQLiteStore(directory: folder.path)
    #expect(try await again.lease(name, limit: 9, now: WallTime.now).map(\.delivery.id) == ["299"])
    await again.close()
  }

  @Test func `a damaged store is told of with what to do`() async throws {
    let folder = try await filled(count: 200)
    var bytes = try bytes(of: folder)
    // The pages are there, but what stands in them is not what SQLite wrote.
    for index in stride(from: 3 * 4_096, to: bytes.count, by: 4_096) { bytes[index] = 0xEE }
    try folder.write("patchbay.db", bytes)
    let check = await Transcript.of("store", "check", "--data", folder.path)
    #expect(check.status == 1)
    #expect(check.errors.contains(".recover"), "\(check.errors)")
    let json = await Transcript.of("store", "check", "--data", folder.path, "-o", "json")
    #expect(json.status == 1)
    #expect(json.output.hasPrefix(#"{"sound":false,"problems":[""#), "\(json.output)")
  }

  @Test(arguments: ["check", "stats", "compact"])
  func `what is no store is left as it is`(command: String) async throws {
    let folder = try TemporaryFolder()
    let nothing = await Transcript.of("store", command, "--data", folder.path + "/none")
    #expect(nothing.status == 1)
    #expect(nothing.errors.contains("there is no store"), "\(nothing.errors)")
    try folder.write("patchbay.db", "no database, but long enough to look like one")
    let text = await Transcript.of("store", command, "--data", folder.path)
    #expect(text.status == 1)
    #expect(text.errors.contains("damaged"), "\(text.errors)")
    #expect(try bytes(of: folder).count == 45)
  }

  @Test func `sizes are written for people`() {
    #expect(
      [0, 1_023, 1_024, 1_536, 1_048_576, 3_221_225_472].map(SizeText.of) == [
        "0 B", "1023 B", "1.0 KiB", "1.5 KiB", "1.0 MiB", "3.0 GiB",
      ])
  }

  // MARK: What they need

  private func filled(count: Int = 0) async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(directory: folder.path)
    var late = delivery("late", "resize", attempts: 2)
    late.dueAt = WallTime(secondsSinceEpoch: 1_774_000_060)
    try await store.append([delivery("ready", "resize"), late])
    try await store.append((0..<count).map { delivery("\($0)", "resize", bytes: 2_000) })
    try await store.appendDead([
      NewDeadLetter(delivery: delivery("dead", "other"), status: 500, reason: "HTTP 500")
    ])
    await store.close()
    return folder
  }

  private func delivery(
    _ id: String, _ function: String, attempts: Int = 0, bytes: Int = 3
  ) -> NewDelivery {
    let accepted = WallTime(secondsSinceEpoch: 1_774_000_000)
    let version = FunctionVersion(function: FunctionName(unchecked: function), number: .latest)
    return NewDelivery(
      id: id, eventID: "e", association: nil, version: version, head: Array("ce-id: e\r\n".utf8),
      data: [UInt8](repeating: 7, count: bytes), acceptedAt: accepted, attempts: attempts,
      dueAt: accepted)
  }

  private func bytes(of folder: borrowing TemporaryFolder) throws -> [UInt8] {
    try SmallFile.read(folder.file("patchbay.db"), limitBytes: 1 << 24)
  }

  private func number(_ name: String, in json: String) -> Int? {
    let rest = json.components(after: "\"\(name)\":")
    return Int(rest.prefix { $0.isNumber })
  }
}

extension String {
  fileprivate func components(after mark: String) -> Substring {
    guard let range = firstRange(of: mark) else { return "" }
    return self[range.upperBound...]
  }
}
