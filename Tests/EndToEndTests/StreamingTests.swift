import HTTPTransport
import Synchronization
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
      let router = try await RunningRouter(
        manifest(function.url, format: "passthrough"))
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

    @Test(arguments: [
      ("structured", ""), ("binary", "filter: { not: { data: { a: [ b ] } } }"),
    ])
    func `a body that was held is sent in the framing of what is sent`(
      _ format: String, _ filter: String
    ) async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)", format: \(format) } } }
        sources: { in: { http: { path: /in } } }
        associations: { a: { from: in, to: f, \(filter) } }
        """)
      let client = try await RawPeer.connect(to: router.http.port)
      let hidden = "0\r\n\r\nPOST /admin HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nEVIL"
      let size = String(hidden.utf8.count, radix: 16)
      try await client.send(post("/in", "Transfer-Encoding: chunked"))
      try await client.send("\(size)\r\n\(hidden)\r\n0\r\nX-T: 1\r\n\r\n")
      #expect(try await client.read(to: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
      let large = String(repeating: "x", count: 100_000)
      #expect(try await router.http.send("POST", "/in", body: large).status == 200)
      #expect(try await router.http.send("POST", "/in", body: "after").status == 200)
      #expect(function.calls.count == 3)
      #expect(function.calls.allSatisfy { $0.target == "/" && $0["transfer-encoding"] == nil })
      if format == "binary" { #expect(function.texts == [hidden, large, "after"]) }
    }

    @Test func `a request whose body was passed on is not sent again`() async throws {
      let calls = Mutex(0)
      let function = try await RawServer { peer in
        while true {
          let head = try await peer.read(to: "\r\n\r\n")
          guard !head.isEmpty else { return }
          calls.withLock { $0 += 1 }
          guard head.contains("200000") else {
            try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            continue
          }
          _ = try await peer.read(200_000)
          return
        }
      }
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)", format: passthrough } } }
        sources: { in: { http: { path: /in, methods: [GET] } } }
        associations: { a: { from: in, to: f } }
        """)
      #expect(try await router.http.send("GET", "/in").status == 200)
      let large = String(repeating: "x", count: 200_000)
      let answer = try await router.http.send("GET", "/in", body: large)
      #expect(answer.status == 502, "\(answer.text)")
      #expect(calls.withLock { $0 } == 2)
    }

    @Test func `a sender that falls silent gives the function's place back`() async throws {
      let function = try await RawServer { peer in
        let head = try await peer.read(to: "\r\n\r\n")
        if head.contains("900000") { _ = try await peer.readToEnd() }
        try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
      }
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" }, concurrency: 1, timeout: 1s, maxWait: 20s } }
        sources: { in: { http: { path: /in } } }
        associations: { a: { from: in, to: f } }
        """)
      let slow = try await RawPeer.connect(to: router.http.port)
      try await slow.send(post("/in", "Content-Length: 900000"))
      try await slow.send([UInt8](repeating: 97, count: 800_000))
      #expect(try await router.http.send("POST", "/in", body: "x").status == 200)
      #expect(try await slow.readToEnd().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `a function that fails in the middle of an upload is answered 502`() async throws {
      let function = try await RawServer { peer in
        _ = try await peer.read(to: "\r\n\r\n")
        _ = try await peer.read(70_000)
      }
      let router = try await RunningRouter(manifest(function.url))
      let client = try await RawPeer.connect(to: router.http.port)
      try await client.send(post("/in", "Content-Length: 300000"))
      try await client.send([UInt8](repeating: 97, count: 70_000))
      #expect(try await client.read(to: "\r\n\r\n").hasPrefix("HTTP/1.1 502 "))
      #expect(await router.log.has("function gave no answer"))
    }

    @Test func `an early answer does not wait for a function that reads no more`() async throws {
      let done = Latch()
      let function = try await RawServer { peer in
        _ = try await peer.read(to: "\r\n\r\n")
        try await peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno")
        await done.pass()
      }
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" }, timeout: 1h } }
        sources: { in: { http: { path: /in, maxBody: 64MiB } } }
        associations: { a: { from: in, to: f } }
        """)
      let client = try await RawPeer.connect(to: router.http.port)
      try await client.send(post("/in", "Content-Length: 60000000"))
      let sending = Task { try await client.send([UInt8](repeating: 97, count: 60_000_000)) }
      #expect(try await client.read(to: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
      sending.cancel()
      done.open()
    }

    @Test func `only who sees the request as it came sees its trailers, and no credentials`()
      async throws
    {
      let bodies = Mutex<[String]>([])
      let function = try await RawServer { peer in
        _ = try await peer.read(to: "\r\n\r\n")
        let body = try await peer.read(to: "\r\n\r\n")
        bodies.withLock { $0.append(body) }
        try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
      }
      let router = try await RunningRouter(
        """
        functions:
          f: { target: { http: "\(function.url)" } }
          p: { target: { http: "\(function.url)", format: passthrough } }
        sources: { f: { http: { path: /f } }, p: { http: { path: /p } } }
        associations: { f: { from: f, to: f }, p: { from: p, to: p } }
        """)
      for path in ["/f", "/p"] {
        let client = try await RawPeer.connect(to: router.http.port)
        try await client.send(post(path, "Transfer-Encoding: chunked"))
        try await client.send("1\r\nx\r\n0\r\nX-Sum: 1\r\nAuthorization: Bearer t\r\n\r\n")
        #expect(try await client.read(to: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
      }
      #expect(
        bodies.withLock { $0 } == ["1\r\nx\r\n0\r\n\r\n", "1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n"])
    }

    private func post(_ path: String, _ framing: String) -> String {
      "POST \(path) HTTP/1.1\r\nHost: x\r\n\(framing)\r\n\r\n"
    }

    private func manifest(_ url: String, format: String = "binary") -> String {
      """
      functions: { f: { target: { http: "\(url)", format: \(format) }, timeout: 20s } }
      sources: { in: { http: { path: /in } } }
      associations: { a: { from: in, to: f } }
      """
    }
  }
}
