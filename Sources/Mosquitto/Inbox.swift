import CMosquitto
import Glibc

/// What the callbacks of one client leave behind for its owner.
///
/// Callbacks only copy: they run inside the library's own calls, which must not be entered again.
final class Inbox {
  /// Not yet taken, oldest first.
  var events: [MosquittoEvent] = []
  /// Payload bytes among the events.
  var bytesReceived = 0
  /// Why the broker refused or ended the connection, in words; nil where it did neither.
  var refusal: String?
  /// The last error the library logged: OpenSSL's words are to be had nowhere else.
  var loggedError: String?
  let version: MosquittoSettings.Version

  init(version: MosquittoSettings.Version) { self.version = version }

  func connected(code: Int32, flags: Int32, properties: OpaquePointer?) {
    guard code == 0 else {
      let words =
        unsafe version == .v5 ? mosquitto_reason_string(code) : mosquitto_connack_string(code)
      refusal = unsafe reason(properties) ?? text(words)
      return
    }
    var seconds: UInt16 = 0
    let isGiven =
      unsafe mosquitto_property_read_int16(
        properties, Int32(MQTT_PROP_SERVER_KEEP_ALIVE.rawValue), &seconds, false) != nil
    events.append(
      .connected(
        isSessionPresent: flags & 1 != 0, keepAliveSeconds: isGiven ? Int(seconds) : nil))
  }

  /// Called for the broker's own DISCONNECT and for every other end of the connection.
  func disconnected(code: Int32, properties: OpaquePointer?) {
    // Codes of the broker's begin at 0x80; the library's own errors are below.
    guard code >= 0x80 else { return }
    refusal = unsafe reason(properties) ?? text(mosquitto_reason_string(code))
  }

  func subscribed(packetIdentifier: Int32, codes: UnsafeBufferPointer<Int32>) {
    let refusals = unsafe codes.map { code -> String? in
      guard code >= 0x80 else { return nil }
      return version == .v5
        ? unsafe text(mosquitto_reason_string(code)) : "the broker refused the subscription"
    }
    events.append(.subscribed(packetIdentifier: packetIdentifier, refusals: refusals))
  }

  func received(_ message: borrowing mosquitto_message, properties: OpaquePointer?) {
    let bytes = unsafe UnsafeRawBufferPointer(
      start: message.payload, count: Int(message.payloadlen))
    bytesReceived += bytes.count
    unsafe events.append(
      .message(
        MosquittoMessage(
          packetIdentifier: message.qos > 0 ? UInt16(truncatingIfNeeded: message.mid) : nil,
          topic: unsafe text(message.topic) ?? "",
          payload: unsafe [UInt8](bytes),
          isRetained: message.retain,
          contentType: unsafe contentType(properties),
          userProperties: unsafe userProperties(properties))))
  }
}

private func reason(_ properties: OpaquePointer?) -> String? {
  unsafe string(properties, MQTT_PROP_REASON_STRING)
}

private func contentType(_ properties: OpaquePointer?) -> String? {
  unsafe string(properties, MQTT_PROP_CONTENT_TYPE)
}

private func string(_ properties: OpaquePointer?, _ name: mqtt5_property) -> String? {
  guard unsafe properties != nil else { return nil }
  var value: UnsafeMutablePointer<CChar>?
  unsafe mosquitto_property_read_string(properties, Int32(name.rawValue), &value, false)
  defer { unsafe free(value) }
  return unsafe text(value)
}

private func userProperties(_ properties: OpaquePointer?) -> [MosquittoMessage.UserProperty] {
  var found: [MosquittoMessage.UserProperty] = []
  var position = unsafe properties
  while unsafe position != nil {
    var name: UnsafeMutablePointer<CChar>?
    var value: UnsafeMutablePointer<CChar>?
    unsafe position = mosquitto_property_read_string_pair(
      position, Int32(MQTT_PROP_USER_PROPERTY.rawValue), &name, &value, !found.isEmpty)
    defer {
      unsafe free(name)
      unsafe free(value)
    }
    guard unsafe position != nil, let name = unsafe text(name), let value = unsafe text(value)
    else { break }
    found.append(MosquittoMessage.UserProperty(name: name, value: value))
  }
  return found
}

/// A copy of a C string; nil where there is none.
func text(_ pointer: UnsafePointer<CChar>?) -> String? {
  guard let pointer = unsafe pointer else { return nil }
  return unsafe String(cString: pointer)
}
