import TestSupport
import Testing

@testable import PatchbayCLI

struct InvokeCommandTests {
  static let reply = FakeRouter.Answer(
    type: "text/plain", body: "done", headers: ["X-Patchbay-Function: f:2"])

  @Test(arguments: [
    (["--data", "Ada"], "POST /v1/functions/f:live:invoke text/plain; charset=utf-8 Ada"),
    (["--data", #"{"a":1}"#], #"POST /v1/functions/f:live:invoke application/json {"a":1}"#),
    (["--data", "@-"], "POST /v1/functions/f:live:invoke text/plain; charset=utf-8 from input"),
    (["--data", "x", "--content-type", "a/b"], "POST /v1/functions/f:live:invoke a/b x"),
    (
      ["--data=x", "--content-type=a/b", "--queued"],
      "POST /v1/functions/f:live:invoke?mode=queued a/b x"
    ),
    ([], "POST /v1/functions/f:live:invoke"),
  ])
  func `data, its type and the mode go into the request, the body comes out`(
    flags: [String], request: String
  ) async throws {
    let router = try await FakeRouter([request: InvokeCommandTests.reply])
    let result = await Transcript.of(
      ["invoke", "f:live", "--admin", router.address] + flags, input: "from input")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "done")
    #expect(result.errors.isEmpty)
    await router.stop()
  }

  @Test func `with -v the headers go to standard error`() async throws {
    let router = try await FakeRouter(["POST /v1/functions/f:invoke": InvokeCommandTests.reply])
    let result = await Transcript.of("invoke", "f", "-v", "--admin", router.address)
    #expect(result.output == "done")
    #expect(result.errors.contains("status 200\n"))
    #expect(result.errors.contains("X-Patchbay-Function: f:2\n"))
    await router.stop()
  }

  @Test func `a problem is told by its detail`() async throws {
    let router = try await FakeRouter([:])
    let result = await Transcript.of("invoke", "f", "--admin", router.address)
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(
      result.errors
        == "patchbay: there is no POST /v1/functions/f:invoke (status 404)\n")
    await router.stop()
  }

  @Test func `what a function says with an error status is data all the same`() async throws {
    let router = try await FakeRouter([
      "POST /v1/functions/f:invoke": .init(status: 422, type: "text/plain", body: "too small")
    ])
    let result = await Transcript.of("invoke", "f", "--admin", router.address)
    #expect(result.status == 1)
    #expect(result.output == "too small")
    #expect(result.errors == "patchbay: the function answered with status 422\n")
    await router.stop()
  }

  @Test(arguments: ["a b", "f:", "f:0", "../x", "f?x"])
  func `what is no reference is wrong usage`(reference: String) async {
    #expect(await Transcript.of("invoke", reference).status == 2)
  }
}
