import TestSupport
import Testing

@testable import PatchbayCLI

struct ApplyCommandTests {
  private static let manifest = "functions: {}\n"
  private static let applied = """
    {"file":"/etc/m.yaml","dryRun":false,"created":1,"changed":0,"unchanged":1,"removed":1,\
    "changes":[{"kind":"function","name":"f","action":"created"},\
    {"kind":"source","name":"in","action":"unchanged"},\
    {"kind":"association","name":"a","action":"removed"}]}
    """

  @Test func `each thing is a line, as kubectl has it`() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("m.yaml", Self.manifest)
    let router = try await FakeRouter([
      "POST /v1/apply application/yaml \(Self.manifest)": .init(body: Self.applied),
      "POST /v1/apply?dryRun=true application/yaml \(Self.manifest)": .init(body: Self.applied),
    ])
    let result = await Transcript.of("apply", "-f", path, "--admin", router.address)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "function/f created\nsource/in unchanged\nassociation/a removed\n")
    let rehearsal = await Transcript.of(
      "apply", "-f", "-", "--dry-run", "--admin", router.address, input: Self.manifest)
    #expect(rehearsal.output.hasPrefix("function/f created (dry run)\n"), "\(rehearsal.errors)")
    let json = await Transcript.of("apply", "-f", path, "-o", "json", "--admin", router.address)
    #expect(json.output == Self.applied + "\n")
    await router.stop()
  }

  @Test func `problems are told of the file that was sent, and as JSON for programs`() async throws
  {
    let folder = try TemporaryFolder()
    let path = try folder.write("mine.json", "{}")
    let body = """
      {"type":"about:blank","title":"Unprocessable Content","status":422,\
      "detail":"2 problems in the manifest; nothing was applied","file":"/etc/m.json","problems":[\
      {"file":"/etc/m.json","line":3,"column":5,"path":"functions.f","found":"no target",\
      "allowed":"http","hint":"Did you mean this?"},\
      {"file":"/etc/secret","line":1,"column":1,"path":"document","found":"it is empty",\
      "allowed":null,"hint":null}]}
      """
    let router = try await FakeRouter([
      "POST /v1/apply application/json {}": .init(
        status: 422, type: "application/problem+json", body: body)
    ])
    let result = await Transcript.of("apply", "-f", path, "--admin", router.address)
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(
      result.errors == """
        \(path):3:5: functions.f: no target; allowed: http. Did you mean this?
        /etc/secret:1:1: document: it is empty.
        patchbay: 2 problems in the manifest; nothing was applied

        """)
    let json = await Transcript.of("apply", "-f", path, "-o", "json", "--admin", router.address)
    #expect(json.status == 1)
    #expect(json.output == body + "\n")
    await router.stop()
  }

  @Test func `a router that can't take it, a file that is not there and no file are told`()
    async throws
  {
    let router = try await FakeRouter([
      "POST /v1/apply application/yaml x": .init(
        status: 409, type: "application/problem+json", body: #"{"detail":"it stands in 2 files"}"#)
    ])
    let conflict = await Transcript.of("apply", "-f", "-", "--admin", router.address, input: "x")
    #expect(conflict.status == 1)
    #expect(conflict.errors == "patchbay: it stands in 2 files (status 409)\n")
    #expect(await Transcript.of("apply", "-f", "/nowhere").errors.contains("no such file"))
    let none = await Transcript.of("apply")
    #expect(none.status == 2 && none.errors.contains("--filename"), "\(none.errors)")
    await router.stop()
  }
}
