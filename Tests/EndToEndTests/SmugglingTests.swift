import TestSupport
import Testing

extension EndToEnd {
  /// Requests that hide another one must be as many, and the same, to whoever stands before
  /// Patchbay, to Patchbay and to the function behind it.
  struct SmugglingTests {
    @Test func `the corpus is there`() {
      #expect(SmugglingTests.corpus.count >= 60)
    }

    @Test func `Patchbay and a function see the same requests`() async throws {
      let scene = try await Scene()
      for attack in SmugglingTests.corpus {
        let answers = try await scene.attack(attack, port: scene.router.http.port, ends: true)
        #expect(answers.words == attack.expectation, "\(attack)")
      }
    }

    @Test(arguments: FrontProxy.Kind.allCases)
    func `a proxy before Patchbay and a function behind it see the same requests`(
      kind: FrontProxy.Kind
    ) async throws {
      let scene = try await Scene()
      let proxy = try await FrontProxy(kind, before: scene.router.http.port)
      var passedCount = 0
      for attack in SmugglingTests.corpus {
        // nginx takes a client that ends its side for one that has gone.
        let answers = try await scene.attack(attack, port: proxy.port, ends: kind != .nginx)
        if answers.words.contains(where: { $0.hasPrefix("200") }) { passedCount += 1 }
      }
      // A proxy that lets nothing pass proves nothing.
      #expect(passedCount >= 10)
    }

    private static let corpus = CorpusCase.load("smuggling.tsv")
  }
}

/// A router, and a function that answers what it saw.
private struct Scene {
  let function: RecordingFunction
  let router: RunningRouter

  init() async throws {
    function = try await RecordingFunction { call, _ in FunctionAnswer(body: Scene.seen(call)) }
    router = try await RunningRouter(
      simple(target: "http: \"\(function.url)\", format: passthrough"), threads: 1)
  }

  private static func seen(_ call: FunctionCall) -> String {
    "\(call.method) \(call.target):\(call.text)"
  }

  /// Sends an attack, and as others would: two more requests that share the proxy's connections.
  func attack(_ attack: CorpusCase, port: UInt16, ends: Bool) async throws -> RawAnswers {
    let before = function.calls.count
    let answers = RawAnswers(
      try await rawExchange(attack.bytes + Scene.request("victim"), port: port, ends: ends))
    for name in ["one", "two"] {
      let own = try await rawExchange(Scene.request(name), port: port, ends: false)
      #expect(RawAnswers(own).words == ["200:GET_/\(name):"], "\(attack): another's answer")
    }
    // What was answered is what the function saw, and it saw nothing that was not answered.
    let seen = function.calls[before...].map { "200:\(Scene.seen($0))".replacing(" ", with: "_") }
    let answered = answers.words.filter { $0.hasPrefix("200") }
    #expect(seen == answered + ["200:GET_/one:", "200:GET_/two:"], "\(attack)")
    return answers
  }

  private static func request(_ name: String) -> [UInt8] {
    Array("GET /in/\(name) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
  }
}
