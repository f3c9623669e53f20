import Manifests
import Testing

struct LargeManifestTests {
  private func manifest(associations count: Int) -> String {
    var text = "functions:\n"
    for number in 0..<(count / 10) {
      text += "  f\(number): { target: { http: http://127.0.0.1:9001/\(number) }, timeout: 10s }\n"
    }
    text += "sources:\n"
    for number in 0..<(count / 100) {
      text += "  s\(number): { http: { path: \"/in/\(number)/{id}\", methods: [POST] } }\n"
    }
    text += "associations:\n"
    for number in 0..<count {
      text += """
          association-\(number):
            from: s\(number % (count / 100))
            to: [{ function: f\(number % (count / 10)), weight: 3 }, f\((number + 1) % (count / 10))]
            mode: queued
            filter: { exact: { type: com.example.t\(number) }, prefix: { subject: sensors/ } }
            delivery: { retries: 5, delay: 1s }

        """
    }
    return text
  }

  @Test func `a large manifest is read whole`() throws {
    let loaded = try SampleLoader().load(manifest(associations: 5_000)).manifest
    #expect(loaded.functions.count == 500)
    #expect(loaded.sources.count == 50)
    #expect(loaded.associations.count == 5_000)
  }

  @Test func `a large manifest in which everything is wrong is refused whole`() {
    let text = manifest(associations: 5_000)
      .replacing("to: [{ function: f", with: "to: [{ function: g")
    #expect(SampleLoader().problems(text).count == 5_000)
  }
}
