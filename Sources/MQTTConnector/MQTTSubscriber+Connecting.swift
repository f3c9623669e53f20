import EventLoops
import Manifests
import Mosquitto
import Synchronization

extension MQTTSubscriber {
  /// Connects, and takes messages in until `stop` or the connection's end.
  ///
  /// - Throws: why the connection could not be made or has ended.
  func serve(_ session: inout Session) async throws(MosquittoError) {
    guard let client = try await connect() else { return }
    let connection = try Connection(client, loop: loop)
    state.withLock { $0.connection = connection }
    defer {
      connection.readiness.cancel()
      state.withLock { $0.connection = nil }
      // A broker that accepts and soon ends the connection again is a failure like others.
      if let acceptedAt = connection.acceptedAt, loop.now - acceptedAt >= Backoff.longest {
        session.backoff.reset()
      }
    }
    // `stop` may have looked for a connection before there was one.
    if stopping.isRaised { return }
    let end = await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.keepAlive(connection) }
      let end = await self.takeTurns(connection, &session)
      group.cancelAll()
      return end
    }
    try end.get()
  }

  /// A client with an open socket, or nil where `stop` came first.
  private func connect() async throws(MosquittoError) -> MosquittoClient? {
    let client = try MosquittoClient(settings)
    let attempt = ConnectionAttempt()
    // Names are resolved by a call that blocks. An attempt that nobody waits for any more ends by
    // itself and takes its client with it.
    loop.spawn { attempt.end(with: await offLoop { connectResult(client) }) }
    await stopping.wait(attempt.sleeper)
    guard let result = attempt.result else { return nil }
    try result.get()
    return client
  }

  private var settings: MosquittoSettings {
    var settings = MosquittoSettings(
      host: spec.host, port: spec.port, clientIdentifier: spec.clientID)
    settings.version = spec.version == .v5 ? .v5 : .v311
    if let username = spec.username {
      settings.credentials = MosquittoSettings.Credentials(
        username: username.revealed, password: spec.password?.revealed)
    }
    if let tls = spec.tls {
      settings.tls = MosquittoSettings.TLS(
        authority: tls.authority, certificate: tls.certificate, key: tls.key)
      settings.tls?.verifies = tls.verifies
    }
    settings.keepAliveSeconds = Int(clamping: spec.keepAlive.components.seconds)
    settings.sessionExpirySeconds = UInt32(clamping: spec.sessionExpiry.components.seconds)
    settings.receiveMaximum = UInt16(clamping: spec.receiveMaximum)
    return settings
  }

  /// Pings twice in the time after which the broker would give the client up.
  ///
  /// libmosquitto's own keep-alive (all that `mosquitto_loop_misc` does) is not used: its pings
  /// would wait behind acknowledgements held back.
  private func keepAlive(_ connection: Connection) async {
    while true {
      let interval = Duration.seconds(max(1, connection.keepAliveSeconds)) / 2
      do { try await loop.sleep(for: interval) } catch { return }
      guard connection.isAccepted else { continue }
      // While receipts are awaited nothing is read, nor while it is paused: no answer can be seen.
      if connection.isAwaitingReceipts || isPaused { connection.unansweredPings = 0 }
      guard connection.unansweredPings < 2 else {
        return connection.fail(.disconnected("the broker does not answer any more"))
      }
      connection.unansweredPings += 1
      do { try connection.client.ping() } catch { return connection.fail(error) }
    }
  }
}

private func connectResult(_ client: MosquittoClient) -> Result<Void, MosquittoError> {
  do throws(MosquittoError) {
    return .success(try client.connect())
  } catch {
    return .failure(error)
  }
}
