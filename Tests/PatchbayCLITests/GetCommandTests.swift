import TestSupport
import Testing

@testable import PatchbayCLI

struct GetCommandTests {
  @Test func `every page is fetched by the cursor of the one before`() async throws {
    let router = try await FakeRouter([
      "GET /v1/functions?limit=1000": .init(body: #"{"items":[{"name":"a"}],"cursor":"1 b"}"#),
      "GET /v1/functions?limit=1000&cursor=1%20b":
        .init(body: #"{"items":[{"name":"b"}],"cursor":null}"#),
    ])
    let result = await Transcript.of("get", "functions", "-o", "json", "--admin", router.address)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == #"{"items":[{"name":"a"},{"name":"b"}],"cursor":null}"# + "\n")
    await router.stop()
  }

  @Test func `a file of an admin API's TLS that can't be used is named`() async throws {
    let result = await Transcript.of(
      "get", "queues", "--admin", "https://127.0.0.1:1", "--ca", "/no/such.pem")
    #expect(result.status == 1)
    #expect(result.errors == "patchbay: --ca /no/such.pem: the authority file does not exist\n")
  }

  @Test func `a list ends at its limit, and says so`() async throws {
    let router = try await FakeRouter([
      "GET /v1/queues?limit=1": .init(body: #"{"items":[{"name":"a"}],"cursor":"1"}"#)
    ])
    let result = await Transcript.of(
      "get", "queues", "--limit", "1", environment: ["PATCHBAY_ADMIN": router.address])
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").count == 2)
    #expect(result.errors == "there are more than 1: raise --limit to see them\n")
    await router.stop()
  }

  @Test func `one item is asked for by its name, whatever is in it`() async throws {
    let router = try await FakeRouter([
      "GET /v1/sources/a%20%C3%BC": .init(body: #"{"name":"a ü"}"#)
    ])
    let found = await Transcript.of("get", "sources", "a ü", "-ojson", "--admin=\(router.address)")
    #expect(found.output == #"{"name":"a ü"}"# + "\n")
    let absent = await Transcript.of("get", "sources", "b", "--admin", router.address)
    #expect(absent.status == 1)
    #expect(absent.errors == "patchbay: there is no GET /v1/sources/b (status 404)\n")
    await router.stop()
  }

  @Test func `an empty list is said on standard error`() async throws {
    let router = try await FakeRouter([
      "GET /v1/dead-letters?limit=1000": .init(body: #"{"items":[],"cursor":null}"#)
    ])
    let result = await Transcript.of("get", "dead-letters", "--admin", router.address)
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    #expect(result.errors == "there are no dead-letters\n")
    await router.stop()
  }

  @Test func `the token goes from the environment into the request`() async throws {
    let router = try await FakeRouter(
      ["GET /v1/queues?limit=1000": .init(body: #"{"items":[],"cursor":null}"#)], token: "s3cret")
    let line = ["get", "queues", "--admin", router.address]
    let allowed = await Transcript.of(line, environment: ["PATCHBAY_ADMIN_TOKEN": "s3cret"])
    #expect(allowed.status == 0)
    let refused = await Transcript.of(line)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("set PATCHBAY_ADMIN_TOKEN"))
    await router.stop()
  }

  @Test(arguments: ["not JSON", "{}"])
  func `what is no list points to the address`(body: String) async throws {
    let router = try await FakeRouter(["GET /v1/queues?limit=1000": .init(body: body)])
    let result = await Transcript.of("get", "queues", "--admin", router.address)
    #expect(result.status == 1)
    #expect(result.errors.contains("is --admin the address of its admin API?"))
    await router.stop()
  }

  @Test func `without a router the user is told how to start one`() async throws {
    let port = try FreePort.next()
    let result = await Transcript.of("get", "queues", "--admin", "127.0.0.1:\(port)")
    #expect(result.status == 1)
    #expect(
      result.errors == """
        patchbay: no router answers at 127.0.0.1:\(port): start one with `patchbay serve`, or \
        name its address with --admin

        """)
  }

  @Test func `an unknown kind is wrong usage`() async {
    let result = await Transcript.of("get", "queue")
    #expect(result.status == 2)
    #expect(result.errors.contains("did you mean `queues`?"))
  }
}
