import HTTPSyntax
import Manifests
import Testing
import YAML

@testable import AdminAPI

@Suite struct AdminAccessTests {
  private func spec(_ grants: String) throws -> AdminSpec {
    let yaml = "admin: { tokens: [\(grants)] }\n"
    let loader = ManifestLoader(
      files: ManifestFiles(
        names: { _ in .success(nil) }, contents: { _, _ in .success(Array(yaml.utf8)) },
        currentFolder: "/"),
      parseYAML: YAMLParser.document(file:bytes:limits:), environment: { _ in nil })
    return try loader.load(paths: ["m.yaml"]).manifest.admin
  }

  @Test func `each token has its role and no other token has one`() throws {
    let access = AdminAccess(token: "env", mayBeOpen: true)
    access.adopt(
      try spec(
        "{ token: r, role: read }, { token: o, role: operate }, { token: a, role: admin }"))
    #expect(access.role(of: "env") == .admin)
    #expect(access.role(of: "r") == .read)
    #expect(access.role(of: "o") == .operate)
    #expect(access.role(of: "a") == .admin)
    for token in [nil, "", "x", "R", "ra", "en", "envv"] { #expect(access.role(of: token) == nil) }
  }

  @Test func `the token of the environment stays an admin's whatever a manifest says`() throws {
    let access = AdminAccess(token: "env", mayBeOpen: false)
    access.adopt(try spec("{ token: env, role: read }"))
    #expect(access.role(of: "env") == .admin)
    access.adopt(AdminSpec())
    #expect(access.role(of: "env") == .admin && !access.isClosed)
  }

  @Test func `a manifest's tokens replace those of the one before`() throws {
    let access = AdminAccess(token: nil, mayBeOpen: false)
    access.adopt(try spec("{ token: old, role: admin }"))
    access.adopt(try spec("{ token: new, role: admin }"))
    #expect(access.role(of: "old") == nil)
    #expect(access.role(of: "new") == .admin)
  }

  @Test func `without tokens everybody on this machine may do all, and nobody else anything`() {
    let local = AdminAccess(token: nil, mayBeOpen: true)
    #expect(local.role(of: nil) == .admin && !local.isClosed)
    let distant = AdminAccess(token: nil, mayBeOpen: false)
    #expect(distant.role(of: nil) == nil && distant.role(of: "x") == nil && distant.isClosed)
  }

  @Test(arguments: [
    ("GET", "/metrics", AdminRole.read), ("GET", "/v1/functions", .read),
    ("HEAD", "/v1/dead-letters", .read), ("POST", "/v1/explain", .read),
    ("POST", "/v1/functions/f:invoke", .operate), ("POST", "/v1/functions/f%3A2:invoke", .operate),
    ("POST", "/v1/associations/a:pause", .operate),
    ("POST", "/v1/dead-letters/7:redrive", .operate),
    ("POST", "/v1/apply", .admin), ("PUT", "/v1/functions/f:invoke", .admin),
    ("DELETE", "/v1/functions/f", .admin), ("POST", "/v1/functions", .admin),
    ("POST", "/v1/f:x/y", .admin), ("POST", "/", .admin), ("OPTIONS", "/v1/functions", .admin),
  ])
  func `what a request does says who may ask for it`(
    method: String, path: String, role: AdminRole
  ) throws {
    let text = Array("\(method) \(path) HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
    var head = RequestHead()
    let isComplete = head.parse(text.span, limits: HTTPLimits()) == .complete
    #expect(isComplete)
    let request = AdminRequest(head, text.span)
    #expect(request.demandedRole == role)
  }
}
