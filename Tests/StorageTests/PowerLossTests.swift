import EventLoops
import Instants
import Routing
import TestSupport
import Testing

@testable import Storage

/// What a disk that loses everything unsynced leaves of a store, at moments of a real run: a tracer
/// notes each write and each sync of `storecrash`, and each line that says what was acknowledged.
struct PowerLossTests {
  /// How often the power goes; `PATCHBAY_CUTS=200` for a full run, of more events.
  private static let cuts = environmentNumber("PATCHBAY_CUTS") ?? 30

  /// What the program has said until the power went.
  private struct Said {
    var appended: Set<String> = []
    var retried: Set<String> = []
    var ending: Set<String> = []
    var dead: Set<String> = []
    var redriven: Set<String> = []

    mutating func note(_ call: SystemTrace.Call) {
      guard call.name == "write", call.words.first == "1" else { return }
      let words = String(decoding: call.bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
      guard words.count == 2 else { return }
      let id = String(words[1])
      switch words[0] {
      case "a": appended.insert(id)
      case "r": retried.insert(id)
      case "e": ending.insert(id)
      case "x": dead.insert(id)
      default: redriven.insert(id)
      }
    }
  }

  @Test(
    .enabled("strace is there and may trace", { await PowerLossTests.mayTrace() }),
    arguments: [UInt64(20_261_122)])
  func `nothing acknowledged is lost with the power, and the file is sound`(
    seed: UInt64
  ) async throws {
    let folder = try TemporaryFolder()
    let trace = try await trace(in: folder, events: max(12, Self.cuts / 2))
    var steps = 0
    var counting = SystemTrace(trace)
    while counting.next() != nil { steps += 1 }
    var generator = SeededGenerator(seed: seed)
    let moments = Set((0..<Self.cuts).map { _ in Int.random(in: 0..<steps, using: &generator) })

    var disk = SimulatedDisk(folder: folder.file("data"))
    var said = Said()
    var reading = SystemTrace(trace)
    var number = 0
    while let step = reading.next() {
      disk.note(step)
      if case .began(let call) = step { said.note(call) }
      if moments.contains(number) {
        let fate = SimulatedDisk.Fate.allCases.randomElement(using: &generator) ?? .lost
        try await check(disk.contents(fate, using: &generator), said, "\(fate) at \(number)")
      }
      number += 1
    }
    #expect(disk.syncCount > 100 && said.redriven.count > 5 && said.retried.count > 5)
    try await check(disk.contents(.lost, using: &generator), said, "at the end")
  }

  private static func mayTrace() async -> Bool {
    guard let tracer = try? ChildProcess("strace", ["-f", "-o", "/dev/null", "true"]) else {
      return false
    }
    return await tracer.wait() == .code(0)
  }

  private func trace(in folder: TemporaryFolder, events: Int) async throws -> [UInt8] {
    let calls = "openat,close,pwrite64,write,fsync,fdatasync,ftruncate,?unlink,unlinkat"
    let tracer = try ChildProcess(
      "strace",
      [
        "-f", "-qq", "--seccomp-bpf", "-xx", "-s", "1048576", "-e", "trace=\(calls)", "-e",
        "signal=none", "-o", folder.file("trace"), try builtProduct("storecrash"),
        folder.file("data"), "p", "mixed", "\(events)",
      ],
      // A program that is traced cannot be searched for leaks.
      environment: ["ASAN_OPTIONS": "detect_leaks=0"])
    #expect(await tracer.wait() == .code(0), "\(tracer.errors.text)")
    return try readFile(folder.file("trace"))
  }

  private func check(
    _ files: [(name: String, bytes: [UInt8])], _ said: Said, _ moment: Comment
  ) async throws {
    let folder = try TemporaryFolder()
    for file in files { try folder.write(file.name, file.bytes) }
    let store = try SQLiteStore(directory: folder.path)
    #expect(try StoreInspector(directory: folder.path).problems() == [], moment)
    let now = WallTime.now + .seconds(60)
    let leases = try await store.lease(
      FunctionName(unchecked: "victim"), limit: 1_000_000, now: now)
    let letters = try await store.deadLetters(limit: 10_000, after: nil)
    await store.close()

    let found = Set(leases.map(\.delivery.id))
    #expect(found.count == leases.count, moment)
    #expect(said.appended.subtracting(found).subtracting(said.ending) == [], moment)
    let notRetried = leases.filter { $0.delivery.attempts == 0 }.map(\.delivery.id)
    #expect(said.retried.intersection(notRetried) == [], moment)
    #expect(said.dead.subtracting(letters.map(\.delivery.id)) == [], moment)
    let marked = Set(letters.filter { $0.redrivenAs != nil }.map(\.delivery.id))
    #expect(said.redriven.subtracting(marked) == [], moment)
    let again = Set(marked.map { "\($0)-again" })
    #expect(again.subtracting(found).subtracting(said.ending) == [], moment)
    let new = found.filter { $0.hasSuffix("-again") }
    #expect(new.subtracting(again).isEmpty, "a delivery without its letter's mark, \(moment)")
  }
}
