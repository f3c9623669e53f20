import Glibc
import TestSupport
import Testing

@testable import EventLoops

struct SocketFileTests {
  private let folder: TemporaryFolder
  private let address: SocketAddress

  init() throws {
    folder = try TemporaryFolder()
    address = try #require(SocketAddress(path: folder.file("s")))
  }

  private func mode(_ path: String) -> mode_t? {
    var information = stat()
    guard unsafe lstat(path, &information) == 0 else { return nil }
    return information.st_mode & 0o777
  }

  @Test(arguments: [(.everybody, 0o666), (.group, 0o660)] as [(SocketFile.Access, mode_t)])
  func `who may connect is said by the file's mode, whatever the umask`(
    access: SocketFile.Access, expected: mode_t
  ) throws {
    let file = try SocketFile(address, access: access)
    #expect(mode(address.path) == expected)
    file.remove()
    #expect(mode(address.path) == nil)
  }

  @Test func `bytes go through it, and its end removes it`() async throws {
    let file = try SocketFile(address, access: .group)
    let address = address
    let text = await withTestLoop { loop -> String? in
      guard let listener = try? Listener(file, loop: loop),
        let client = try? EventLoops.Stream.connecting(to: address, loop: loop),
        let server = try? await listener.accept(), (try? await client.connected()) != nil
      else { return nil }
      try? await client.write(Array("hello".utf8))
      client.close()
      while let count = try? await server.fill(), count > 0 {}
      let text = String(decoding: server.input.copy(0..<server.input.count), as: UTF8.self)
      let isHost = server.peer?.host == "127.0.0.1" && server.peerNetwork == nil
      server.close()
      listener.close()
      return isHost ? text : nil
    }
    #expect(text == "hello")
    #expect(mode(address.path) == nil)
  }

  @Test func `every loop accepts from it`() async throws {
    let file = try SocketFile(address, access: .group)
    let address = address
    let loops = [try TestLoop(), try TestLoop()]
    defer { for loop in loops { loop.end() } }
    // The second one accepts although the first does not, and the other way round.
    var listeners: [Listener] = []
    for test in loops {
      let accepting = await test.run { () -> Listener? in
        guard let listener = try? Listener(file, loop: test.loop),
          let client = try? EventLoops.Stream.connecting(to: address, loop: test.loop),
          let server = try? await listener.accept()
        else { return nil }
        server.close()
        client.close()
        return listener
      }
      listeners.append(try #require(accepting))
    }
    for (test, listener) in zip(loops, listeners) { await test.run { listener.close() } }
  }

  @Test func `what a dead process left behind is replaced`() throws {
    try leaveBehind(address)
    #expect(mode(address.path) != nil)
    let file = try SocketFile(address, access: .group)
    #expect(mode(address.path) == 0o660)
    file.remove()
  }

  @Test func `of several who begin at once one has the file, dead or not there before`()
    async throws
  {
    for round in 0..<200 {
      if round.isMultiple(of: 2) { try leaveBehind(address) }
      let address = address
      let files = await withTaskGroup(of: SocketFile?.self) { group in
        for _ in 0..<4 {
          group.addTask { await offLoop { try? SocketFile(address, access: .group) } }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }.compactMap { $0 }
      #expect(files.count == 1)
      for file in files { file.remove() }
      #expect(mode(address.path) == nil)
    }
  }

  @Test func `where somebody listens it is in use, and stays`() throws {
    let file = try SocketFile(address, access: .group)
    let text = "listen on \(address): Address already in use"
    #expect { try SocketFile(address, access: .everybody) } throws: { "\($0)" == text }
    #expect(mode(address.path) == 0o660)
    file.remove()
  }

  @Test func `what is no socket is not touched`() throws {
    try folder.write("s", "precious")
    let text = "listen on \(address), which is no socket: File exists"
    #expect { try SocketFile(address, access: .group) } throws: { "\($0)" == text }
    #expect(try readFile(folder.file("s")) == Array("precious".utf8))
  }

  @Test func `a folder that is not there is told`() throws {
    let address = try #require(SocketAddress(path: folder.file("no/s")))
    let text = "listen on \(address): No such file or directory"
    #expect { try SocketFile(address, access: .group) } throws: { "\($0)" == text }
  }

  @Test func `the file of whoever came after is left alone`() throws {
    let file = try SocketFile(address, access: .group)
    #expect(unsafe unlink(address.path) == 0)
    let next = try SocketFile(address, access: .everybody)
    file.remove()
    #expect(mode(address.path) == 0o666)
    next.remove()
  }

  /// Makes the file of a socket that nobody listens at.
  private func leaveBehind(_ address: SocketAddress) throws {
    let socket = try makeSocket(AF_UNIX)
    defer { close(socket) }
    #expect(unsafe address.withSockaddr { unsafe bind(socket, $0, $1) } == 0)
  }

  private func withTestLoop<Result: Sendable>(
    _ body: @escaping @Sendable (EventLoop) async -> Result
  ) async -> Result? {
    guard let test = try? TestLoop() else { return nil }
    defer { test.end() }
    return await test.run { await body(test.loop) }
  }
}
