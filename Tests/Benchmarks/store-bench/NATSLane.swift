import EventLoops

/// A puller of one JetStream stream that is a work queue: publish and its acknowledgement, pull, ack.
///
/// Source: https://docs.nats.io/reference/reference-protocols/nats-protocol and
/// https://docs.nats.io/reference/reference-protocols/nats_api_reference
// Safe because it is used on its connection's loop only.
final class NATSLane: PeerLane, @unchecked Sendable {
  private let connection: LaneConnection
  private let inbox: String
  private let publish: [UInt8]
  /// Where to say that what was got is done.
  private var done: [[UInt8]] = []

  init(port: String, number: Int, loop: EventLoop) async throws {
    let connection = try await LaneConnection(port: port, loop: loop)
    let inbox = "_INBOX.\(number)"
    self.connection = connection
    self.inbox = inbox
    publish =
      Array("PUB bench \(inbox).p \(Lanes.data.count)\r\n".utf8) + Lanes.data + Array("\r\n".utf8)
    try await Task(executorPreference: loop) { [self] in
      connection.write("CONNECT {\"verbose\":false,\"headers\":false}\r\nSUB \(inbox).* 1\r\n")
      request(
        "$JS.API.STREAM.CREATE.B",
        "{\"name\":\"B\",\"subjects\":[\"bench\"],\"retention\":\"workqueue\",\"storage\":\"file\"}"
      )
      request(
        "$JS.API.CONSUMER.DURABLE.CREATE.B.c",
        """
        {"stream_name":"B","config":{"durable_name":"c","ack_policy":"explicit",\
        "max_ack_pending":-1}}
        """)
      try await connection.flush()
      try await receive(acknowledgements: 2, events: 0)
    }.value
  }

  func fill(_ count: Int) async throws {
    for _ in 0..<count { connection.write(publish) }
    try await connection.flush()
    try await receive(acknowledgements: count, events: 0)
  }

  func cycle(callers: Int) async throws {
    for _ in 0..<callers { connection.write(publish) }
    settle()
    let pull = "{\"batch\":\(callers),\"expires\":60000000000}"
    connection.write(
      "PUB $JS.API.CONSUMER.MSG.NEXT.B.c \(inbox).e \(pull.utf8.count)\r\n\(pull)\r\n")
    try await connection.flush()
    try await receive(acknowledgements: callers, events: callers)
  }

  func finish() async throws {
    settle()
    connection.write("PING\r\n")
    try await connection.flush()
    while try await connection.line() != Array("PONG".utf8) {}
  }

  private func request(_ subject: String, _ body: String) {
    connection.write("PUB \(subject) \(inbox).p \(body.utf8.count)\r\n\(body)\r\n")
  }

  private func settle() {
    for subject in done {
      connection.write("PUB ")
      connection.write(subject)
      connection.write(" 4\r\n+ACK\r\n")
    }
    done.removeAll(keepingCapacity: true)
  }

  /// Reads until so many of each have come: `MSG SUBJECT SID [REPLY-TO] SIZE`. What can be
  /// acknowledged is an event.
  private func receive(acknowledgements: Int, events: Int) async throws {
    var left = acknowledgements + events
    while left > 0 {
      let line = try await connection.line()
      if line.starts(with: "MSG ".utf8) {
        let words = line.split(separator: UInt8(ascii: " "))
        let size = Int(String(decoding: words.last ?? [], as: UTF8.self)) ?? 0
        if words.count == 5 { done.append(Array(words[3])) }
        try await connection.skip(size)
        left -= 1
      } else if line.starts(with: "PING".utf8) {
        connection.write("PONG\r\n")
        try await connection.flush()
      } else if line.starts(with: "-ERR".utf8) {
        throw BenchError("nats: \(String(decoding: line, as: UTF8.self))")
      }
    }
    guard done.count == events else { throw BenchError("\(done.count) came of \(events)") }
  }
}
