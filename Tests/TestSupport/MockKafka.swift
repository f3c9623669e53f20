import Glibc

/// A `mockkafka` of our own: Kafka brokers on free ports, with faults on demand.
package final class MockKafka: Sendable {
  /// `HOST:PORT`, with commas between brokers.
  package let bootstrap: String
  private let process: ChildProcess

  /// - Parameter topics: names and numbers of partitions.
  /// - Throws: `TestSupportError` where the program does not start.
  package init(topics: [String: Int], brokers: Int = 1) async throws(TestSupportError) {
    let arguments = topics.flatMap { ["--topic", "\($0.key):\($0.value)"] }
    process = try ChildProcess(
      try builtProduct("mockkafka"), ["--seconds", "300", "--brokers", "\(brokers)"] + arguments)
    guard let line = await process.nextLine(), line.hasPrefix("bootstrap ") else {
      throw .programNotFound("mockkafka")
    }
    bootstrap = String(line.dropFirst("bootstrap ".count))
  }

  package var brokers: [String] { bootstrap.split(separator: ",").map(String.init) }

  /// Gives a command; see the program's `Fault`. Returns its answer, `ok` where it was obeyed.
  @discardableResult
  package func command(_ line: String) async -> String? {
    process.write(line + "\n")
    return await process.nextLine()
  }

  /// Writes records by `kcat`; returns whether all of them were taken.
  ///
  /// - Parameters:
  ///   - records: keys and values; neither may hold a tab or a line feed, an empty key is none.
  ///   - arguments: more for `kcat`: `-p 0`, `-H name=value`.
  package func produce(
    _ records: [(key: String, value: String)], to topic: String, _ arguments: [String] = []
  ) async throws(TestSupportError) -> Bool {
    let kcat = try ChildProcess(
      "kcat", ["-P", "-b", bootstrap, "-t", topic, "-Z", "-K", "\t"] + arguments)
    kcat.write(records.map { "\($0.key)\t\($0.value)\n" }.joined())
    kcat.closeInput()
    return await kcat.wait() == .code(0)
  }
}

/// The path of a program that was built beside the tests.
package func builtProduct(_ name: String) throws(TestSupportError) -> String {
  var buffer = [CChar](repeating: 0, count: 4_096)
  let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
  guard count > 0 else { throw .system(call: "readlink /proc/self/exe", errno: errno) }
  let runner = String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  for candidate in [folder(of: runner), folder(of: CommandLine.arguments.first ?? "")] {
    let path = "\(candidate)/\(name)"
    if which(path) != nil { return path }
  }
  throw .programNotFound(name)
}

private func folder(of path: String) -> String {
  path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
}
