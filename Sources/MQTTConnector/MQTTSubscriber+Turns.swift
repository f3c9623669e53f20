import Connectors
import EventLoops
import Manifests
import Mosquitto
import Routing
import Synchronization
import Telemetry

extension MQTTSubscriber {
  /// Reads, settles and acknowledges until `stop` (success) or the connection's end.
  func takeTurns(
    _ connection: Connection, _ session: inout Session
  ) async -> Result<Void, MosquittoError> {
    do throws(MosquittoError) {
      try connection.client.write()
      let deadline = loop.now + MQTTLimits.answer
      while !stopping.isRaised {
        try await waitForInput(connection, session, until: deadline)
        try await takeTurn(connection, &session)
      }
      try await leave(connection)
      connection.readiness.cancel()
      return .success(())
    } catch {
      connection.fail(error)
      return .failure(error)
    }
  }

  private func waitForInput(
    _ connection: Connection, _ session: Session, until deadline: MonotonicTime
  ) async throws(MosquittoError) {
    let client = connection.client
    while !stopping.isRaised {
      // Before it has subscribed, there is nothing to be kept back.
      let reads = !isPaused || !connection.isAccepted || !session.hasSubscribed
      if reads, client.hasDecryptedInput { return }
      let timeout = connection.isAccepted ? nil : deadline - loop.now
      let ready = await connection.readiness.wait(
        readable: reads, writable: client.wantsWrite, timeout: timeout)
      if let failure = connection.failure { throw failure }
      if ready.writable { try client.write() }
      if ready.readable { return }
      if !connection.isAccepted, loop.now >= deadline {
        throw .disconnected("the broker accepts connections but does not answer")
      }
    }
  }

  /// One turn: read, settle, write.
  private func takeTurn(
    _ connection: Connection, _ session: inout Session
  ) async throws(MosquittoError) {
    let client = connection.client
    if stopping.isRaised { return }
    let end = readBatch(client)
    connection.unansweredPings = 0
    var messages: [MosquittoMessage] = []
    for event in client.takeEvents() {
      switch event {
      case .connected(let isSessionPresent, let keepAliveSeconds):
        if let keepAliveSeconds, keepAliveSeconds > 0 {
          connection.keepAliveSeconds = keepAliveSeconds
        }
        try await accepted(connection, &session, isSessionPresent: isSessionPresent)
      case .subscribed(_, let refusals):
        await subscribed(refusals, &session)
      case .message(let message):
        messages.append(message)
      }
    }
    if let end {
      connection.fail(end)
      // What was read needs no settling: at QoS 1 it comes again.
      messages.removeAll { $0.packetIdentifier != nil }
      _ = await settle(messages, connection, &session)
      throw end
    }
    if !messages.isEmpty {
      guard await settle(messages, connection, &session) else {
        throw connection.failure ?? .disconnected("stopped before every message was taken")
      }
    }
    // The one place from which acknowledgements leave.
    try client.write()
  }

  /// Reads until the socket is dry or the batch is full; gives the error where that is the end.
  private func readBatch(_ client: MosquittoClient) -> MosquittoError? {
    let limit = max(1, spec.receiveMaximum)
    do throws(MosquittoError) {
      repeat {
        try client.read()
      } while client.backlog.events < limit && client.backlog.bytes < MQTTLimits.batchBytes
        && client.hasInput
      return nil
    } catch {
      return error
    }
  }

  private func accepted(
    _ connection: Connection, _ session: inout Session, isSessionPresent: Bool
  ) async throws(MosquittoError) {
    connection.acceptedAt = loop.now
    session.resume(isKept: isSessionPresent)
    if !session.hasSubscribed { try await subscribe(connection, session) }
    showConnected(session)
    logger.info(
      "mqtt connected", LogField("source", source), LogField("broker", spec.host),
      LogField("session_present", isSessionPresent))
  }

  /// Gives up what an earlier manifest named and this one does not, and asks for the rest.
  private func subscribe(
    _ connection: Connection, _ session: Session
  ) async throws(MosquittoError) {
    let wanted = spec.topics.map(\.description)
    let known = await memory.filters(of: spec.session)
    let stale = known.filter { !wanted.contains($0) }
    if session.isKept, !stale.isEmpty { try connection.client.unsubscribe(stale) }
    // Remembered before the broker may know of them, and forgotten only when it has given them up.
    if !Set(wanted).isSubset(of: known) { await memory.remember(stale + wanted, of: spec.session) }
    _ = try connection.client.subscribe(wanted, qualityOfService: Int32(spec.qos))
  }

  private func subscribed(_ refusals: [String?], _ session: inout Session) async {
    // Answers come in the order of the questions: what was to be given up is.
    let wanted = spec.topics.map(\.description)
    if await Set(memory.filters(of: spec.session)) != Set(wanted) {
      await memory.remember(wanted, of: spec.session)
    }
    let refused = zip(spec.topics, refusals).compactMap { topic, reason in
      reason.map { "topic \"\(topic)\" refused: \($0)" }
    }
    session.subscribed(granted: spec.topics.count - refused.count)
    let error = refused.isEmpty ? nil : refused.joined(separator: "; ")
    if let error {
      logger.error(
        "mqtt subscription refused", LogField("source", source), LogField("error", error))
    }
    showConnected(session, error: error)
  }

  private func showConnected(_ session: Session, error: String? = nil) {
    let topics = session.grantedTopics
    let noun = topics == 1 ? "topic" : "topics"
    let kept = session.isKept ? "session kept" : "new session"
    setStatus(
      .running, "connected to \(spec.host):\(spec.port), \(topics) \(noun), \(kept)", error: error)
  }

  /// Says good-bye; acknowledgements that are still queued leave first.
  private func leave(_ connection: Connection) async throws(MosquittoError) {
    guard connection.isAccepted else { return }
    let client = connection.client
    if isRetiring.load(ordering: .relaxed) {
      // Nobody waits for the answer, and so the memory keeps them, to be given up once more.
      try client.unsubscribe(spec.topics.map(\.description))
    }
    try client.disconnect()
    try client.write()
    let deadline = loop.now + MQTTLimits.farewell
    while client.descriptor != nil, client.wantsWrite, loop.now < deadline {
      _ = await connection.readiness.wait(
        readable: false, writable: true, timeout: deadline - loop.now)
      try client.write()
    }
  }
}
