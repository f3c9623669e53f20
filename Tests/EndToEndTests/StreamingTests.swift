import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct StreamingTests {
    @Test func `server-sent events arrive one by one`() async throws {
      let goOn = Latch()
      let function = try await RawServer { peer in
        _ = try await peer.read(to: "\r\n\r\n")
        try await peer.send(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        try await peer.send("9\r\ndata: 1\n\n\r\n")
        await goOn.pass()
        try await peer.send("9\r\ndata: 2\n\n\r\n0\r\nX-Sum: 3\r\n\r\n")
      }
      let router = try await RunningRouter(manifest(function.url))
      let client = try await RawPeer.connect(to: router.http.port)
      try await client.send(post("/in", "Content-Length: 0"))
      let head = try await client.read(to: "\r\n\r\n")
      #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(head.contains("\r\nTransfer-Encoding: chunked\r\n"))
      #expect(head.contains("\r\nX-Patchbay-Function: f:latest\r\n"))
      #expect(try await client.read(to: "1\n\n\r\n") == "9\r\ndata: 1\n\n\r\n")
      goOn.open()
      #expect(
        try await client.read(to: "X-Sum: 3\r\n\r\n") == "9\r\ndata: 2\n\n\r\n0\r\nX-Sum: 3\r\n\r\n"
      )
      // The connection is as good as before.
      try await client.send(post("/in", "Content-Length: 0"))
      #expect(try await client.read(to: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func `an HTTP-1.0 client gets a long answer up to the connection's end`() async throws {
      let function = try await RawServer { peer in
        _ = try await peer.read(to: "\r\n\r\n")
        try await peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        await pause(.milliseconds(20))
        try await peer.send("3\r\ndef\r\n0\r\n\r\n")
      }
      let router = try await RunningRouter(manifest(function.url))
      let client = try await RawPeer.connect(to: router.http.port)
      try await client.send("POST /in HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
      let answer = try await client.readToEnd()
      #expect(answer.hasSuffix("\r\n\r\nabcdef") && !answer.contains("Transfer-Encoding"))
    }

    @Test func `a large body is passed on before all of it is there`() async throws {
      let function = try await RawServer { peer in
        let head = try await peer.read(to: "\r\n\r\n")
        #expect(head.contains("\r\nContent-Length: 200000\r\n"))
        #expect(head.contains("\r\nce-type: dev.patchbay.http.request\r\n"))
        let first = try await peer.read(100_000)
        #expect(first == [UInt8](repeating: 97, count: 100_000))
        try await peer.send("HTTP/1.1 100 Continue\r\n\r\n")
        let second = try await peer.read(100_000)
        #expect(second == [UInt8](repeating: 98, count: 100_000))
        try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n")
        try await peer.send(first + second)
        _ = try await peer.read(to: "\r\n\r\n")
        try await peer.send("HTTP/1.1 204 No Content\r\n\r\n")
      }
      let router = try await RunningRouter(manifest(function.url))
      let client = try await RawPeer.connect(to: router.http.port)
      try await client.send(post("/in", "Content-Length: 200000"))
      let half = [UInt8](repeating: 97, count: 100_000)
      try await client.send(half)
      try await client.send([UInt8](repeating: 98, count: 100_000))
      let head = try await client.read(to: "\r\n\r\n")
      #expect(
        head.contains("\r\nContent-Length: 200000\r\n") && !head.contains("Connection: close"))
      #expect(try await client.read(200_000).prefix(100_000) == half[...])
      try await client.send(post("/in", "Content-Length: 0"))
      #expect(try await client.read(to: "\r\n\r\n").hasPrefix("HTTP/1.1 204 "))
    }

    @Test func `a large chunked body stays chunked, and its trailers come along`() async throws {
      let function = try await RawServer { peer in
        let head = try await peer.read(to: "\r\n\r\n")
        #expect(
          head.contains("\r\nTransfer-Encoding: chunked\r\n") && !head.contains("ontent-Length"))
        let body = try await peer.read(to: "0\r\nX-Sum: 7\r\n\r\n")
        let count = body.utf8.count { $0 == UInt8(ascii: "z") }
        try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n\(count)")
      }
      let router = try await RunningRouter(manifest(function.url))
      let client = try await RawPeer.connect(to: router.http.port)
      try await client.send(post("/in", "Transfer-Encoding: chunked"))
      let chunk = "2710\r\n" + String(repeating: "z", count: 10_000) + "\r\n"
      for _ in 0..<15 { try await client.send(chunk) }
      try await client.send("0\r\nX-Sum: 7\r\n\r\n")
      #expect(try await client.read(to: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(try await client.read(6) == Array("150000".utf8))
    }

    @Test func `a function that breaks off its answer breaks off the client's`() async throws {
      let function = try await RawServer { peer in
        _ = try await peer.read(to: "\r\n\r\n")
        try await peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        await pause(.milliseconds(20))
        try await peer.send("5\r\nab")
      }
      let router = try await RunningRouter(manifest(function.url))
      let client = try await RawPeer.connect(to: router.http.port)
      try await client.send(post("/in", "Content-Length: 0"))
      let answer = try await client.readToEnd()
      #expect(answer.contains("3\r\nabc\r\n") && !answer.contains("\r\n0\r\n"))
      #expect(await router.log.first(containing: "function gave no answer") != nil)
    }

    @Test func `an answer that comes before the body's end is given at once`() async throws {
      let function = try await RawServer { peer in
        _ = try await peer.read(to: "\r\n\r\n")
        _ = try await peer.read(70_000)
        try await peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
        _ = try await peer.read(to: "never")
      }
      let router = try await RunningRouter(manifest(function.url))
      let client = try await RawPeer.connect(to: router.http.port)
      try await client.send(post("/in", "Content-Length: 900000"))
      try await client.send([UInt8](repeating: 97, count: 100_000))
      let head = try await client.read(to: "\r\n\r\n")
      #expect(head.hasPrefix("HTTP/1.1 403 ") && head.contains("\r\nConnection: close\r\n"))
      #expect(try await client.read(2) == Array("no".utf8))
    }

    @Test func `a client that goes in the middle takes the function's request with it`()
      async throws
    {
      let isCut = Latch()
      let function = try await RawServer { peer in
        _ = try await peer.read(to: "\r\n\r\n")
        if try await peer.read(900_000).count < 900_000 { isCut.open() }
      }
      let router = try await RunningRouter(manifest(function.url))
      let client = try await RawPeer.connect(to: router.http.port)
      try await client.send(post("/in", "Content-Length: 900000"))
      try await client.send([UInt8](repeating: 97, count: 100_000))
      try await client.close()
      await isCut.pass()
      #expect(
        try await eventually {
          let metrics = try await router.admin.send("GET", "/metrics").text
          return metrics.contains(#"function="f",version="latest",outcome="cancelled"} 1"#)
        })
    }

    @Test(arguments: [
      ("ffffff\r\n", 413), ("2710\r\n" + String(repeating: "z", count: 10_001) + "\r\n", 400),
    ])
    func `a body that goes wrong late is refused, and nothing is left of it`(
      _ end: String, _ status: Int
    ) async throws {
      let function = try await RawServer { peer in
        _ = try await peer.read(to: "\r\n\r\n")
        _ = try await peer.readToEnd()
      }
      let router = try await RunningRouter(manifest(function.url))
      let client = try await RawPeer.connect(to: router.http.port)
      try await client.send(post("/in", "Transfer-Encoding: chunked"))
      let chunk = "2710\r\n" + String(repeating: "z", count: 10_000) + "\r\n"
      for _ in 0..<12 { try await client.send(chunk) }
      try await client.send(end)
      #expect(try await client.readToEnd().hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test func `a large body is held where it is queued, filtered by or for several`() async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          queued: { http: { path: /queued } }
          filtered: { http: { path: /filtered } }
          several: { http: { path: /several } }
        associations:
          q: { from: queued, to: f, mode: queued }
          d: { from: filtered, to: f, filter: { data: { kind: [ big ] } } }
          s1: { from: several, to: f }
          s2: { from: several, to: f }
        """)
      let body = #"{"kind":"big","text":"\#(String(repeating: "x", count: 300_000))"}"#
      #expect(try await router.http.send("POST", "/queued", body: body).status == 202)
      #expect(await function.wait(for: 1))
      #expect(try await router.http.send("POST", "/filtered", body: body).status == 200)
      #expect(try await router.http.send("POST", "/several", body: body).status == 200)
      #expect(function.texts == [body, body, body, body])
    }

    private func post(_ path: String, _ framing: String) -> String {
      "POST \(path) HTTP/1.1\r\nHost: x\r\n\(framing)\r\n\r\n"
    }

    private func manifest(_ url: String) -> String {
      """
      functions: { f: { target: { http: "\(url)" }, timeout: 20s } }
      sources: { in: { http: { path: /in } } }
      associations: { a: { from: in, to: f } }
      """
    }
  }
}
