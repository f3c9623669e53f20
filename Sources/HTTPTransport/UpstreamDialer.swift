import EventLoops
import Glibc

/// Makes connections to one upstream: finds its addresses, connects, shakes hands.
struct UpstreamDialer {
  let place: UpstreamPlace
  let loop: EventLoop
  /// nil for plain HTTP.
  let tls: UpstreamTLS?
  let names: NameResolver
  /// How long all of it may take.
  let time: Duration

  /// - Throws: `HTTPClientError` where there is no connection before `deadline`: `.timedOut`; or not
  ///   in the time that there is for it: `.unreachable`.
  func connect(deadline: MonotonicTime) async throws(HTTPClientError) -> Stream {
    do throws(HTTPClientError) {
      return try await attempt(min(deadline, loop.now + time))
    } catch .timedOut where loop.now < deadline {
      throw .unreachable(reason: "none came about in time")
    }
  }

  private func attempt(_ deadline: MonotonicTime) async throws(HTTPClientError) -> Stream {
    let addresses = try await addresses(deadline)
    let stream =
      addresses.count == 1
      ? try await open(addresses[0], deadline)
      : try await ConnectionRace(loop: loop, deadline: deadline).run(addresses)
    do throws(StreamError) {
      try await tls?.secure(stream)
      return stream
    } catch {
      stream.close()
      if error == .timedOut { throw .timedOut }
      if case .cipher(let reason) = error { throw .insecure(reason: reason) }
      throw .unreachable(reason: "TLS: \(error)")
    }
  }

  private func addresses(_ deadline: MonotonicTime) async throws(HTTPClientError)
    -> [SocketAddress]
  {
    switch place {
    case .file(let path):
      guard let address = SocketAddress(path: path) else {
        throw .unreachable(reason: "unix:\(path): no path of a socket")
      }
      return [address]
    case .host(let name, let port):
      if let address = SocketAddress(host: name, port: port) { return [address] }
      do throws(NameResolver.Failure) {
        return try await names.addresses(of: name, until: deadline, loop: loop)
          .map { $0.with(port: port) }
      } catch {
        switch error {
        case .unknown: throw .unreachable(reason: "\(name): name not known")
        case .timedOut: throw .timedOut
        }
      }
    }
  }

  private func open(_ address: SocketAddress, _ deadline: MonotonicTime)
    async throws(HTTPClientError) -> Stream
  {
    let stream = try await begin(address, deadline)
    stream.deadline = deadline
    do throws(StreamError) {
      try await stream.connected()
      return stream
    } catch {
      stream.close()
      throw HTTPClientError(error, connectingTo: address)
    }
  }

  /// Begins to connect; where a file's line is full, tries again and again.
  ///
  /// A full line is told by EAGAIN, and that it has moved by nothing: unix(7).
  private func begin(_ address: SocketAddress, _ deadline: MonotonicTime)
    async throws(HTTPClientError) -> Stream
  {
    var pause = Duration.milliseconds(1)
    while true {
      do throws(EventLoopError) {
        return try Stream.connecting(to: address, loop: loop)
      } catch .system(call: _, errno: EAGAIN) where address.isFile && loop.now < deadline {
        // Who is cancelled does not sleep: without an end here the loop would turn in it for ever.
        guard (try? await loop.sleep(for: pause)) != nil else { throw .cancelled }
        pause = min(pause * 2, .milliseconds(50))
      } catch {
        throw HTTPClientError(error)
      }
    }
  }
}

extension HTTPClientError {
  /// Why a connection could not even be begun: that this system has no room for one more says nothing
  /// of the other side.
  init(_ error: EventLoopError) {
    switch error {
    case .system(call: _, errno: EMFILE), .system(call: _, errno: ENFILE),
      .system(call: _, errno: ENOBUFS), .system(call: _, errno: ENOMEM):
      self = .exhausted(reason: "no room for a connection: \(error)")
    default: self = .unreachable(reason: error.description)
    }
  }

  /// Why no connection to an address came about.
  init(_ error: StreamError, connectingTo address: SocketAddress) {
    self = error == .timedOut ? .timedOut : .unreachable(reason: "\(address): \(error)")
  }
}
