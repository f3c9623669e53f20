import TestSupport
import Testing

@testable import PatchbayCLI

struct StatsCommandTests {
  private static let version = """
    "inFlight":1,"breaker":"open","deliveries":{"total":2,"success":2,"failure":0},\
    "attempts":{"total":12,"failed":2,"perSecond":0.2,"byStatus":{"0":2,"200":10}},\
    "duration":{"count":12,"mean":0.00125,"p50":0.5,"p90":1.5,"p99":null}
    """

  private static let function = """
    {"function":"resize","since":"2026-01-01T00:00:00Z",\(version),"retries":3,\
    "versions":[{"name":"1",\(version)},{"name":"2",\(version)}],\
    "queue":{"depth":4,"oldestSeconds":61.5,"deadLetters":1,"held":["resize:2 is held"],\
    "pausedSince":null}}
    """

  @Test func `people get the facts and a line for each version`() async throws {
    let router = try await FakeRouter([
      "GET /v1/functions/resize/stats": .init(body: Self.function)
    ])
    let result = await Transcript.of("stats", "resize", "--admin", router.address)
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output == """
        Function:      resize
        Since:         2026-01-01T00:00:00Z
        Deliveries:    2: 2 success
        Answers:       12: 2 without a status, 10 with 200
        Retries:       3
        Queue:         4, the oldest for 1m1s
        Dead letters:  1
        Held:          resize:2 is held

        VERSION  IN-FLIGHT  ATTEMPTS  FAILED  RATE   MEAN    P50    P90   P99  BREAKER
        1        1          12        2       0.2/s  1.25ms  500ms  1.5s  -    open
        2        1          12        2       0.2/s  1.25ms  500ms  1.5s  -    open
        all      1          12        2       0.2/s  1.25ms  500ms  1.5s  -    open

        """)
    let json = await Transcript.of("stats", "resize", "-o", "json", "--admin", router.address)
    #expect(json.output == Self.function + "\n")
    await router.stop()
  }

  @Test func `a version is asked for by its number`() async throws {
    let body = #"{"function":"resize","since":"2026-01-01T00:00:00Z","name":"2",\#(Self.version)}"#
    let router = try await FakeRouter([
      "GET /v1/functions/resize/versions/2/stats": .init(body: body),
      "GET /v1/functions/resize/versions/latest/stats": .init(
        status: 404, type: "application/problem+json",
        body: #"{"detail":"resize has no version latest"}"#),
    ])
    let result = await Transcript.of("stats", "resize:2", "--admin", router.address)
    #expect(
      result.output.hasSuffix(
        "\n2        1          12        2       0.2/s  1.25ms  500ms  1.5s  -    open\n"))
    let none = await Transcript.of("stats", "resize:latest", "--admin", router.address)
    #expect(none.status == 1)
    #expect(none.errors == "patchbay: resize has no version latest (status 404)\n")
    await router.stop()
  }

  @Test(arguments: ["resize:live", "a/b", "", "a%b", "a:1:2"])
  func `what is neither a function nor a version is wrong usage`(text: String) async {
    let result = await Transcript.of("stats", text)
    #expect(result.status == 2)
    #expect(result.errors.contains("NAME or NAME:VERSION"), "\(result.errors)")
  }
}
