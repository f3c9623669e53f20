import CMosquitto
import Glibc

/// One client of libmosquitto, whose network loop its owner turns.
///
/// Packets are queued and written only by `write`: the acknowledgement of a message of QoS 1, which
/// the library queues before it hands the message out, leaves when the owner says so. A client that
/// goes without `write` closes its connection and leaves what it received un-acknowledged.
// Safe because one owner uses it at a time: it connects on a thread that may block and is handed to
// its loop when that has ended.
@safe package final class MosquittoClient: @unchecked Sendable {
  let handle: OpaquePointer
  private let box: Unmanaged<Inbox>
  private let settings: MosquittoSettings
  /// Whether a packet may have left in part, so that nothing may be put in before its rest.
  private var isMidPacket = false

  /// - Throws: `MosquittoError.unusable` where the library refuses a setting.
  package init(_ settings: MosquittoSettings) throws(MosquittoError) {
    _ = MosquittoClient.library
    self.settings = settings
    unsafe box = .passRetained(Inbox(version: settings.version))
    let name = settings.clientIdentifier
    guard
      let handle = unsafe mosquitto_new(name, settings.isCleanStart, box.toOpaque())
    else {
      unsafe box.release()
      throw .unusable("the client identifier \"\(name)\" can't be used")
    }
    unsafe self.handle = handle
    try configure(settings)
  }

  deinit {
    unsafe mosquitto_destroy(handle)
    unsafe box.release()
  }

  /// Resolves the name, connects, and queues CONNECT: `write` sends it, and an event `.connected`
  /// answers it. Blocks for as long as the system tries.
  package func connect() throws(MosquittoError) {
    var properties: OpaquePointer?
    defer { unsafe mosquitto_property_free_all(&properties) }
    if settings.version == .v5 {
      let expiry = Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue)
      let code = unsafe mosquitto_property_add_int32(
        &properties, expiry, settings.sessionExpirySeconds)
      try check(code)
    }
    try check(
      unsafe mosquitto_connect_bind_v5(
        handle, settings.host, Int32(settings.port), Int32(keepAliveSeconds), nil, properties))
  }

  /// What is in CONNECT: the settings' value within what the library takes.
  package var keepAliveSeconds: Int { min(max(settings.keepAliveSeconds, 5), 65_535) }

  /// The socket, to be waited for by the owner; nil as soon as the library has closed it.
  package var descriptor: Int32? {
    let socket = unsafe mosquitto_socket(handle)
    return socket < 0 ? nil : socket
  }

  /// Whether `write` has something to do, acknowledgements held back included.
  package var wantsWrite: Bool { unsafe mosquitto_want_write(handle) }

  /// Whether OpenSSL holds bytes that `read` has not seen; the socket won't tell.
  package var hasDecryptedInput: Bool {
    guard let channel = unsafe mosquitto_ssl_get(handle) else { return false }
    return unsafe SSL_pending(OpaquePointer(channel)) > 0
  }

  /// Whether `read` would find bytes now.
  package var hasInput: Bool {
    guard let descriptor else { return false }
    if hasDecryptedInput { return true }
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&request, 1, 0) > 0
  }

  /// Reads one packet, or what there is of it; on TLS connections all that was decrypted with it.
  ///
  /// - Throws: `MosquittoError` where the connection is at its end.
  package func read() throws(MosquittoError) {
    try check(unsafe mosquitto_loop_read(handle, 1))
    if descriptor == nil { throw .disconnected(inbox.refusal ?? "the broker ended the connection") }
  }

  /// Everything that was read since the last time.
  package func takeEvents() -> [MosquittoEvent] {
    let inbox = inbox
    defer {
      inbox.events = []
      inbox.bytesReceived = 0
    }
    return inbox.events
  }

  /// How many events `takeEvents` would give now, and how many bytes of payload are in them.
  package var backlog: (events: Int, bytes: Int) {
    let inbox = inbox
    return (inbox.events.count, inbox.bytesReceived)
  }

  /// Writes what is queued, acknowledgements among it, as far as the socket takes it.
  ///
  /// - Throws: `MosquittoError` where the connection is at its end.
  package func write() throws(MosquittoError) {
    try check(unsafe mosquitto_loop_write(handle, 1))
    isMidPacket = wantsWrite
  }

  /// Asks for messages; an event `.subscribed` answers.
  ///
  /// Where the library can say so (MQTT 5), retained messages come only with filters that are new
  /// to the session.
  /// - Parameter filters: with `+`, `#`, `$share/NAME/`; not empty.
  /// - Returns: the number that the answer carries.
  package func subscribe(
    _ filters: [String], qualityOfService: Int32
  ) throws(MosquittoError) -> Int32 {
    var packetIdentifier: Int32 = 0
    let options = settings.version == .v5 ? Int32(MQTT_SUB_OPT_SEND_RETAIN_NEW.rawValue) : 0
    let code = unsafe withMutableCStrings(filters) { pointers in
      unsafe mosquitto_subscribe_multiple(
        handle, &packetIdentifier, Int32(filters.count), pointers, qualityOfService, options, nil)
    }
    try check(code)
    return packetIdentifier
  }

  /// Gives up filters of the session; messages under way may still come.
  package func unsubscribe(_ filters: [String]) throws(MosquittoError) {
    let code = unsafe withMutableCStrings(filters) { pointers in
      unsafe mosquitto_unsubscribe_multiple(handle, nil, Int32(filters.count), pointers, nil)
    }
    try check(code)
  }

  /// Queues DISCONNECT: `write` sends it, after what was queued before, and closes the connection.
  package func disconnect() throws(MosquittoError) {
    try check(unsafe mosquitto_disconnect(handle))
  }

  /// Sends PINGREQ past the queue, so that acknowledgements held back stay where they are.
  ///
  /// The library's own PINGREQ would be queued behind them. Nothing is sent while a packet has
  /// left in part only: then the connection is alive by itself.
  /// - Throws: `MosquittoError.disconnected` where the connection takes no more bytes.
  package func ping() throws(MosquittoError) {
    guard !isMidPacket else { return }
    guard let descriptor else { throw .disconnected("the connection is closed") }
    let packet: [UInt8] = [0xc0, 0x00]
    let count: Int
    if let channel = unsafe mosquitto_ssl_get(handle) {
      count = unsafe Int(SSL_write(OpaquePointer(channel), packet, Int32(packet.count)))
    } else {
      count = unsafe send(descriptor, packet, packet.count, Int32(MSG_NOSIGNAL))
    }
    if count != packet.count { throw .disconnected("the broker takes no more bytes") }
  }

  var inbox: Inbox { unsafe box.takeUnretainedValue() }

  private static let library = mosquitto_lib_init()
}

private func withMutableCStrings<Result>(
  _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
) -> Result {
  let pointers = unsafe texts.map { unsafe strdup($0) }
  defer { unsafe pointers.forEach { unsafe free($0) } }
  return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
}
