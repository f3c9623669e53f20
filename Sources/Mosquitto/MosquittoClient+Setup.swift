import CMosquitto
import Glibc

extension MosquittoClient {
  /// Hands the settings to the library, before `connect`.
  func configure(_ settings: MosquittoSettings) throws(MosquittoError) {
    installCallbacks()
    // Packets are then queued for `write` instead of being sent by whatever queues them.
    try check(unsafe mosquitto_threaded_set(handle, true))
    let version = settings.version == .v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311
    try set(MOSQ_OPT_PROTOCOL_VERSION, to: version)
    try set(MOSQ_OPT_RECEIVE_MAXIMUM, to: Int32(max(1, settings.receiveMaximum)))
    try set(MOSQ_OPT_TCP_NODELAY, to: 1)
    if let credentials = settings.credentials {
      try check(
        unsafe mosquitto_username_pw_set(handle, credentials.username, credentials.password))
    }
    if let tls = settings.tls { try configure(tls) }
  }

  private func configure(_ tls: MosquittoSettings.TLS) throws(MosquittoError) {
    if tls.authority == nil { try set(MOSQ_OPT_TLS_USE_OS_CERTS, to: 1) }
    for (file, name) in [(tls.authority, "ca"), (tls.certificate, "certificate"), (tls.key, "key")]
    {
      guard let file, unsafe access(file, R_OK) != 0 else { continue }
      throw .unusable("the file of `\(name)`: \(unsafe String(cString: strerror(errno)))")
    }
    // A key with a pass phrase is refused: the library would ask for it on the terminal.
    try check(
      unsafe mosquitto_tls_set(
        handle, tls.authority, tls.authority == nil ? "/etc/ssl/certs" : nil, tls.certificate,
        tls.key, { _, _, _, _ in 0 }))
    // SSL_VERIFY_PEER, which checks the chain, and then the library checks the name.
    try check(unsafe mosquitto_tls_opts_set(handle, tls.verifies ? 1 : 0, nil, nil))
    try check(unsafe mosquitto_tls_insecure_set(handle, !tls.verifies))
  }

  private func set(_ option: mosq_opt_t, to value: Int32) throws(MosquittoError) {
    try check(unsafe mosquitto_int_option(handle, option, value))
  }

  private func installCallbacks() {
    unsafe mosquitto_connect_v5_callback_set(handle) { _, box, code, flags, properties in
      unsafe owner(box)?.connected(code: code, flags: flags, properties: properties)
    }
    unsafe mosquitto_disconnect_v5_callback_set(handle) { _, box, code, properties in
      unsafe owner(box)?.disconnected(code: code, properties: properties)
    }
    unsafe mosquitto_subscribe_v5_callback_set(handle) { _, box, number, count, codes, _ in
      unsafe owner(box)?.subscribed(
        packetIdentifier: number, codes: UnsafeBufferPointer(start: codes, count: Int(count)))
    }
    unsafe mosquitto_message_v5_callback_set(handle) { _, box, message, properties in
      guard let message = unsafe message else { return }
      unsafe owner(box)?.received(message.pointee, properties: properties)
    }
    unsafe mosquitto_log_callback_set(handle) { _, box, level, words in
      if level == MOSQ_LOG_ERR { unsafe owner(box)?.loggedError = text(words) }
    }
  }

  /// Turns the library's code, and what it left in `errno` and its log, into an error.
  func check(_ code: Int32) throws(MosquittoError) {
    let systemCode = errno
    guard code != MOSQ_ERR_SUCCESS.rawValue else { return }
    if let refusal = inbox.refusal { throw .refused(refusal) }
    let words = unsafe text(mosquitto_strerror(code)) ?? "error \(code)"
    switch mosq_err_t(code) {
    case MOSQ_ERR_EAI:
      throw .unresolved(unsafe text(gai_strerror(systemCode)) ?? words)
    case MOSQ_ERR_ERRNO:
      throw .disconnected(unsafe text(strerror(systemCode)) ?? words)
    case MOSQ_ERR_TLS, MOSQ_ERR_TLS_HANDSHAKE, MOSQ_ERR_OCSP:
      throw .tls(inbox.loggedError ?? words)
    case MOSQ_ERR_INVAL, MOSQ_ERR_NOT_SUPPORTED, MOSQ_ERR_NOMEM, MOSQ_ERR_MALFORMED_UTF8:
      throw .unusable(words)
    default:
      throw .disconnected(words)
    }
  }
}

private func owner(_ box: UnsafeMutableRawPointer?) -> Inbox? {
  guard let box = unsafe box else { return nil }
  return unsafe Unmanaged<Inbox>.fromOpaque(box).takeUnretainedValue()
}
