import JSONSyntax
import Testing

@testable import Manifests

struct CallbacksSpecTests {
  private func spec(_ yaml: String) throws -> CallbacksSpec {
    try SampleLoader().load("functions: {}\n\(yaml)\n").manifest.callbacks
  }

  private func isRefused(_ url: String, by spec: CallbacksSpec, isLocal: Bool) throws -> Bool {
    spec.refusal(of: try #require(HTTPAddress(callback: url)), isLocal: isLocal) != nil
  }

  @Test func `callbacks go anywhere while only this machine can call, unless the manifest says it`()
    throws
  {
    let url = "http://127.0.0.1:9000/"
    #expect(try !isRefused(url, by: spec(""), isLocal: true))
    #expect(try isRefused(url, by: spec(""), isLocal: false))
    #expect(try !isRefused(url, by: spec("callbacks: any"), isLocal: false))
    #expect(try isRefused(url, by: spec("callbacks: off"), isLocal: true))
    let list = try spec("callbacks: [http://127.0.0.1:9000]")
    #expect(try !isRefused(url, by: list, isLocal: false))
    #expect(try isRefused("http://127.0.0.1:9001/", by: list, isLocal: true))
    // What was taken before a reload is not refused for that calls are.
    #expect(try spec("").allows(try #require(HTTPAddress(callback: url))))
    #expect(try !spec("callbacks: off").allows(try #require(HTTPAddress(callback: url))))
  }

  @Test(arguments: [
    "http://good.example", "http://good.example/", "HTTP://good.example:80/x",
    "http://GOOD.example/../x", "http://good.example?a=b", "https://hooks.example:8443/a/b",
    "https://hooks.example:8443/a/b/", "https://hooks.example:8443/a/b/c?d=../..",
    "https://hooks.example:8443/a/b/c..d/...", "http://[::1]:9000/x",
  ])
  func `a URL below a prefix is taken`(url: String) throws {
    #expect(try !isRefused(url, by: prefixes(), isLocal: false))
  }

  @Test(arguments: [
    "http://good.example.evil.com/", "http://good.example-evil.com/", "http://evil.good.example/",
    "https://good.example/", "http://good.example:8080/", "https://hooks.example/a/b",
    "https://hooks.example:8443/", "https://hooks.example:8443/a",
    "https://hooks.example:8443/a/bc",
    "https://hooks.example:8443/a//b", "https://hooks.example:8443/A/b",
    "https://hooks.example:8443//a/b", "https://hooks.example:8443/a/b/../c",
    "https://hooks.example:8443/a/b/.", "https://hooks.example:8443/a/b/%2E%2e/c",
    "https://hooks.example:8443/a/b/.%2e/c", "https://hooks.example:8443/a/b/..%2Fc",
    "https://hooks.example:8443/a/b/x%5C..", "https://hooks.example:8443/a/b/..;x/c",
    "https://hooks.example:8443/a/b/..%3bx/c", "https://hooks.example:8443/a/b/%252e%252e/c",
    "https://hooks.example:8443/a/b/%25252e./c", "http://[::1]/x", "http://[::2]:9000/",
    "http://2130706433/", "http://0x7f.1/",
  ])
  func `a URL that only looks so is refused`(url: String) throws {
    #expect(try isRefused(url, by: prefixes(), isLocal: true))
  }

  private func prefixes() throws -> CallbacksSpec {
    try spec(
      #"callbacks: [http://good.example, "https://hooks.example:8443/a/b/", "http://[::1]:9000"]"#)
  }

  @Test(arguments: [
    "", "x", "/x", "//host/x", "host", "host:80", "http:/host", "http://", "http:///x",
    "ftp://host/", "file:///etc/passwd", "unix:/run/x.sock", "http://user@host/",
    "http://user:word@host/", "http://host@evil/", "http://host/#part", "http://host/a b",
    "http://host/a\nX: y", "http://host\r\n/", "http://host\\@evil/", "http://ho st/",
    "http://host:0/", "http://host:65536/", "http://host:x/", "http://[::1/", "http://[::1]x/",
    "http://[fe80::1%25eth0]/", "http://höst/", "http://host/ü", "http://.host/", "http://host./",
    "http://a,http://b", "http://host/\u{0}",
  ])
  func `what is no URL is none`(text: String) {
    #expect(HTTPAddress(callback: text) == nil)
  }

  @Test func `a URL has a longest length, and is the same once it is written`() throws {
    let lead = "http://host/"
    let longest = lead + String(repeating: "x", count: 4_096 - lead.utf8.count)
    #expect(HTTPAddress(callback: longest) != nil)
    #expect(HTTPAddress(callback: longest + "x") == nil)
    for (url, text) in [
      ("http://[::1]/a?b", "http://[::1]:80/a?b"), ("HTTPS://Host", "https://Host:443/"),
      ("http://h?x=1", "http://h:80/?x=1"),
    ] {
      let address = try #require(HTTPAddress(callback: url))
      #expect(address.text == text)
      #expect(HTTPAddress(callback: address.text) == address)
    }
  }

  @Test func `URLs that a placeholder brought in are not shown`() throws {
    let manifest = try SampleLoader(environment: ["HOOK": "https://h/token"]).load(
      "callbacks: [\"${env:HOOK}\", http://shown/]"
    ).manifest
    let text = manifest.json.compactText
    #expect(text.contains(##""callbacks":["***","http://shown:80/"]"##), "\(text)")
  }
}
