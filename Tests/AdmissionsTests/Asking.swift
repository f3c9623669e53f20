import Admissions
import HTTPSyntax
import Instants
import Manifests
import Routing
import Testing
import YAML

/// The admission of a source that is declared with these keys beside its path.
///
/// - Parameter files: what stands in files beside the manifest.
func admission(
  _ keys: String, files: [String: String] = [:], memory: AdmissionMemory = AdmissionMemory()
) throws -> Admission {
  let yaml = "sources: { hooks: { http: { path: /hooks, \(keys) } } }\n"
  let loader = ManifestLoader(
    files: ManifestFiles(
      names: { _ in .success(nil) },
      contents: { path, _ in .success(Array((files[path] ?? yaml).utf8)) }, currentFolder: "/"),
    parseYAML: YAMLParser.document(file:bytes:limits:), environment: { _ in nil })
  let source = try #require(try loader.load(paths: ["m.yaml"]).manifest.sources.first)
  guard case .http(let spec) = source.kind else { preconditionFailure("it is an http source") }
  #expect(!spec.admission.isOpen)
  return Admission(spec.admission, source: source.name, memory: memory)
}

extension Admission {
  /// Judges a request with these header lines and this body; nil where it is admitted.
  func refusal(
    _ fields: [String] = [], query: String = "", body: String = "", peer: String? = "192.0.2.1",
    at now: WallTime = WallTime(secondsSinceEpoch: 1_800_000_000)
  ) -> Refusal? {
    refusal(fields, query: query, bytes: Array(body.utf8), peer: peer, at: now)
  }

  func refusal(
    _ fields: [String], query: String = "", bytes body: [UInt8], peer: String? = "192.0.2.1",
    at now: WallTime
  ) -> Refusal? {
    let lines = ["POST /hooks\(query) HTTP/1.1", "Host: h"] + fields
    let text = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    var head = RequestHead()
    guard head.parse(text.span, limits: HTTPLimits()) == .complete else {
      preconditionFailure("the request is a request")
    }
    switch judge(head, text.span, peer: peer.flatMap(IPAddress.init), at: now) {
    case .admitted: return nil
    case .sealed(let seal): return seal.refusal(of: body.span)
    case .refused(let refusal): return refusal
    }
  }
}
