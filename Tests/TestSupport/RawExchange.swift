import EventLoops

/// Sends bytes on a connection of their own and returns all that comes back until the other end
/// closes.
///
/// - Parameter ends: whether the client ends its side after the last byte.
package func rawExchange(
  _ bytes: [UInt8], port: UInt16, ends: Bool, timeout: Duration = patience
) async throws -> String {
  let loop = SharedLoop.loop
  return try await Task(executorPreference: loop) {
    guard let address = SocketAddress(host: "127.0.0.1", port: port) else {
      throw TestSupportError.failed("no address")
    }
    let client = try Stream.connecting(to: address, loop: loop)
    defer { client.close() }
    client.deadline = loop.now + timeout
    try await client.connected()
    // A server that has refused the first part may close before the last.
    try? await client.write(bytes)
    if ends { client.shutdownWrites() }
    do throws(StreamError) {
      while try await client.fill() > 0 {}
    } catch .timedOut {
      throw TestSupportError.failed("port \(port) did not close")
    } catch {
      // Reset by the other end: what came before it counts.
    }
    return String(decoding: client.input.copy(0..<client.input.count), as: UTF8.self)
  }.value
}
