import EventLoops
import HTTPSyntax
import HTTPTransport
import Instants
import Manifests
import Routing
import Telemetry

extension AdminHandler {
  /// `functions/{name}/logs` and `functions/{name}/versions/{version}/logs`.
  ///
  /// - Parameter rest: the path's segments after `functions`.
  /// - Returns: nil where something else is asked for.
  func logs(_ rest: [String], _ request: AdminRequest) -> AdminAnswer? {
    let isOfVersion = rest.count == 4 && rest[1] == "versions"
    guard rest.count == 2 || isOfVersion, rest.last == "logs" else { return nil }
    let log = backend.functionLog
    // What is not declared any more may have written something before.
    guard
      backend.manifest.functions.contains(where: { $0.name.text == rest[0] })
        || log.knows(rest[0])
    else { return .notFound("there is no function \(rest[0])") }
    do throws(BadRequest) {
      let query = try LogQuery(request.query, now: WallTime.now)
      let reader = log.reader(
        of: rest[0], version: isOfVersion ? rest[2] : nil, since: query.since, tail: query.tail)
      // The head of an answer that goes on for ever would never be told.
      guard query.follows, request.method != "HEAD" else { return list(reader) }
      guard reader.follow() else {
        return .problem(Problem(status: 503, detail: "too many follow logs, or the router stops"))
      }
      return .lines(reader)
    } catch {
      return error.answer
    }
  }

  /// All that there is, as a list of one page.
  private func list(_ reader: FunctionLogReader) -> AdminAnswer {
    var lines: [UInt8] = []
    while case let piece = reader.next(), !piece.isEmpty { lines += piece }
    var body = Array(#"{"items":["#.utf8)
    for (index, line) in lines.split(separator: UInt8(ascii: "\n")).enumerated() {
      if index > 0 { body.append(UInt8(ascii: ",")) }
      body += line
    }
    return .raw(body + Array(#"],"cursor":null}"#.utf8), type: "application/json")
  }

  /// How often a client that gets nothing is looked after: it may have gone.
  private static let lookTime: Duration = .seconds(5)

  /// Sends lines as they come, no faster than the client reads, until it goes or the router stops.
  func pass(
    _ reader: FunctionLogReader, to connection: HTTPServerConnection
  ) async throws(StreamError) {
    defer { reader.leave() }
    connection.closeAfterReply()
    try await connection.beginReply(status: 200, length: nil) { output in
      output.append("Content-Type: application/x-ndjson\r\nCache-Control: no-store\r\n")
    }
    while true {
      // Asked first, so that what came before the end is sent.
      let isEnded = reader.isEnded
      let piece = reader.next()
      if !piece.isEmpty {
        try await connection.passOn(piece)
      } else if isEnded {
        return try await connection.endReply()
      } else {
        connection.stream.deadline = .never
        await reader.wait(for: AdminHandler.lookTime, on: loop)
        try checkPresence(of: connection.stream)
      }
    }
  }

  /// - Throws: where the client has closed the connection.
  private func checkPresence(of stream: EventLoops.Stream) throws(StreamError) {
    // What else it sends nobody reads; so much of it that it must stop is enough.
    while stream.input.count < 65_536, let count = try stream.fillNow() {
      if count == 0 { throw .closed }
    }
  }
}
