import CLinux
import EventLoops
import Glibc

/// A load whose rate does not depend on the answers, for `Tests/Benchmarks/run`.
///
///     steady-load rate PORT PATH BYTES REQUESTS-A-SECOND CONNECTIONS SECONDS
///     steady-load idle PORT PATH CONNECTIONS
@main
enum SteadyLoad {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    let numbers = words.map { Int($0) ?? 0 }
    do throws(LoadError) {
      switch words.first {
      case "rate" where words.count == 7:
        let schedule = Schedule(requestsPerSecond: numbers[4], seconds: numbers[6])
        let request = request(port: numbers[1], path: words[2], bytes: numbers[3])
        var sender = try SteadySender(
          port: numbers[1], connections: numbers[5], request: request, schedule: schedule)
        StandardOutput.write(try sender.run().line)
      case "idle" where words.count == 4:
        try hold(numbers[3], port: numbers[1], request(port: numbers[1], path: words[2], bytes: 1))
      default: throw LoadError("usage: steady-load rate|idle PORT PATH …")
      }
    } catch {
      StandardError.write("steady-load: \(error.reason)\n")
      exit(1)
    }
  }

  /// Opens connections, each with one request and its answer, and holds them until its input ends.
  private static func hold(_ count: Int, port: Int, _ request: [UInt8]) throws(LoadError) {
    var connections: [LoadConnection] = []
    for number in 0..<count {
      // A server may limit the connections of one address.
      var connection = try LoadConnection(port: port, from: "127.0.0.\(2 + number / 1_000)")
      try connection.send(request)
      while try !connection.receive() {}
      connections.append(connection)
    }
    StandardOutput.write("\(connections.count) are open\n")
    _ = readLine()
  }

  private static func request(port: Int, path: String, bytes: Int) -> [UInt8] {
    let head =
      "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: text/plain\r\n"
      + "Content-Length: \(bytes)\r\n\r\n"
    return Array(head.utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: bytes)
  }
}
