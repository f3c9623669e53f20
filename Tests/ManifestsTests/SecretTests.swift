import Manifests
import Testing

struct SecretTests {
  @Test func `a secret is not shown by any way of printing it`() {
    let secret = Secret("pa55", isSecret: true)
    var dumped = ""
    dump([secret], to: &dumped)
    for text in ["\(secret)", String(describing: secret), String(reflecting: secret), dumped] {
      #expect(!text.contains("pa55"))
    }
    #expect(secret.revealed == "pa55")
    #expect("\(Secret("open"))" == "open")
  }

  @Test(arguments: ["Authorization", "X-Api-Key", "Cookie"])
  func `a header with a secret's name is a secret wherever it comes from`(name: String) throws {
    let yaml = "functions: { f: { target: { http: 'http://h/', headers: { \(name): pa55 } } } }"
    let manifest = try SampleLoader().load(yaml).manifest
    #expect(!JSONText.written(manifest.json).contains("pa55"))
  }
}
