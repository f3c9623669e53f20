import Glibc
import TestSupport
import Testing

@testable import EventLoops
@testable import HTTPTransport

/// Connections to names and files, over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct UpstreamDialerTests {
  private func answer(
    from place: UpstreamPlace, addresses: [String] = [], within time: Duration = patience,
    connecting: Duration = patience
  ) async throws -> String {
    let test = try TestLoop()
    defer { test.end() }
    let found = addresses.compactMap { SocketAddress(host: $0, port: 0) }
    var limits = UpstreamLimits()
    limits.connect = connecting
    let pool = UpstreamPool(
      to: place, loop: test.loop, limits: limits, names: NameResolver { _ in found })
    return await test.run {
      let request = UpstreamRequest(
        head: Array("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".utf8), body: [],
        deadline: test.loop.now + time, maxReplyBytes: 1_024)
      defer { pool.close() }
      do throws(HTTPClientError) {
        return String(decoding: try await pool.send(request).body, as: UTF8.self)
      } catch {
        return error.description
      }
    }
  }

  @Test(arguments: [
    (EMFILE, true), (ENFILE, true), (ENOMEM, true), (ENOBUFS, true), (ENETUNREACH, false),
    (EADDRNOTAVAIL, false), (EACCES, false),
  ])
  func `what this system lacks is not held against the other side`(errno: Int32, isOurs: Bool) {
    let error = HTTPClientError(EventLoopError.system(call: "socket", errno: errno))
    if case .exhausted = error { #expect(isOurs) } else { #expect(!isOurs) }
    #expect(error.description.contains("socket: "))
  }

  @Test func `a name that nobody knows can't be reached`() async throws {
    let answer = try await answer(from: .host("nowhere", port: 1))
    #expect(answer == "no connection: nowhere: name not known")
  }

  @Test func `a name is looked up as the system does it`() async throws {
    let function = try await RecordingFunction { _, _ in FunctionAnswer(body: "here") }
    let test = try TestLoop()
    defer { test.end() }
    let text = await test.run {
      let pool = UpstreamPool(host: "localhost", port: function.port, loop: test.loop)
      defer { pool.close() }
      let request = UpstreamRequest(
        head: Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), body: [], isSafe: true,
        deadline: test.loop.now + patience, maxReplyBytes: 1_024)
      return (try? await pool.send(request)).map { String(decoding: $0.body, as: UTF8.self) }
    }
    #expect(text == "here")
  }

  @Test func `an address that refuses makes way for the next at once`() async throws {
    let function = try await RecordingFunction { _, _ in FunctionAnswer(body: "here") }
    let addresses = ["127.0.0.2", "::1", "127.0.0.1"]
    let answer = try await answer(
      from: .host("h", port: function.port), addresses: addresses)
    #expect(answer == "here")
  }

  @Test func `where all addresses refuse the last one's reason is told`() async throws {
    let port = try FreePort.next()
    let answer = try await answer(
      from: .host("h", port: port), addresses: ["127.0.0.1", "127.0.0.2"])
    #expect(answer == "no connection: 127.0.0.2:\(port): Connection refused")
  }

  @Test func `an address that never answers is passed by`() async throws {
    let function = try await RecordingFunction { _, _ in FunctionAnswer(body: "here") }
    let silent = try SilentAddress("127.0.0.2", port: function.port)
    let answer = try await answer(
      from: .host("h", port: function.port), addresses: ["127.0.0.2", "127.0.0.1"])
    #expect(answer == "here")
    silent.close()
  }

  @Test func `where none answers the deadline ends it`() async throws {
    let port = try FreePort.next()
    let silent = try ["127.0.0.2", "127.0.0.3"].map { try SilentAddress($0, port: port) }
    let answer = try await answer(
      from: .host("h", port: port), addresses: ["127.0.0.2", "127.0.0.3"],
      within: .milliseconds(300))
    #expect(answer == "timed out")
    for one in silent { one.close() }
  }

  @Test(arguments: [["127.0.0.2"], ["127.0.0.2", "127.0.0.3"]])
  func `where none answers in the time for it there is no connection`(hosts: [String])
    async throws
  {
    let port = try FreePort.next()
    let silent = try hosts.map { try SilentAddress($0, port: port) }
    let answer = try await answer(
      from: .host("h", port: port), addresses: hosts, connecting: .milliseconds(50))
    #expect(answer == "no connection: none came about in time")
    for one in silent { one.close() }
  }

  @Test func `a file is reached, and one without a listener is not`() async throws {
    let folder = try TemporaryFolder()
    let function = try await RecordingFunction(socket: folder.file("s")) { _, _ in
      FunctionAnswer(body: "here")
    }
    #expect(try await answer(from: .file(folder.file("s"))) == "here")
    await function.stop()
    let answer = try await answer(from: .file(folder.file("s")))
    #expect(answer.hasPrefix("no connection: ") && answer.hasSuffix("No such file or directory"))
  }

  @Test func `a file whose line is full is tried again until it has room`() async throws {
    let folder = try TemporaryFolder()
    let line = try FullLine(at: folder.file("s"))
    async let answer = answer(from: .file(folder.file("s")))
    await pause(.milliseconds(20))
    line.serve("late")
    #expect(try await answer == "late")
  }

  @Test func `who is cancelled does not try a full file again`() async throws {
    let folder = try TemporaryFolder()
    let line = try FullLine(at: folder.file("s"))
    let test = try TestLoop()
    defer { test.end() }
    let dialer = UpstreamDialer(
      place: .file(folder.file("s")), loop: test.loop, tls: nil, names: NameResolver(),
      time: patience)
    let connecting = test.loop.spawn { () -> String? in
      do throws(HTTPClientError) {
        try await dialer.connect(deadline: test.loop.now + patience).close()
        return nil
      } catch {
        return error.description
      }
    }
    connecting.cancel()
    #expect(await connecting.value == "cancelled")
    line.close()
  }
}

/// An address that takes no connection and refuses none: a listener whose line is full.
private struct SilentAddress {
  private let listener: Int32
  private let fillers: [Int32]

  init(_ host: String, port: UInt16) throws {
    let address = try #require(SocketAddress(host: host, port: port))
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
    #expect(unsafe address.withSockaddr { unsafe bind(listener, $0, $1) } == 0)
    #expect(listen(listener, 0) == 0)
    self.listener = listener
    fillers = (0..<8).map { _ in
      let filler = socket(
        AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
      _ = unsafe address.withSockaddr { unsafe connect(filler, $0, $1) }
      return filler
    }
  }

  func close() { for descriptor in fillers + [listener] { Glibc.close(descriptor) } }
}

/// A Unix-domain socket whose line of waiting connections is full.
private struct FullLine {
  private let listener: Int32
  private let fillers: [Int32]

  init(at path: String) throws {
    let address = try #require(SocketAddress(path: path))
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #expect(unsafe address.withSockaddr { unsafe bind(listener, $0, $1) } == 0)
    #expect(listen(listener, 0) == 0)
    var fillers: [Int32] = []
    var isFull = false
    while !isFull {
      let filler = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
      isFull = unsafe address.withSockaddr { unsafe connect(filler, $0, $1) } != 0
      fillers.append(filler)
    }
    self.listener = listener
    self.fillers = fillers
  }

  func close() { for descriptor in fillers + [listener] { Glibc.close(descriptor) } }

  /// Lets those in the line go, and answers the first who asks for something.
  func serve(_ text: String) {
    for filler in fillers { Glibc.close(filler) }
    startThread { [listener] in
      var room = [UInt8](repeating: 0, count: 1_024)
      while true {
        let connection = accept(listener, nil, nil)
        defer { Glibc.close(connection) }
        guard unsafe read(connection, &room, room.count) > 0 else { continue }
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
        _ = unsafe write(connection, answer, answer.utf8.count)
        break
      }
      Glibc.close(listener)
    }
  }
}
