import JSONSyntax
import TestSupport
import Testing

@testable import PatchbayCLI

struct ExplainCommandTests {
  static let event = """
    {"specversion":"1.0","id":"1","source":"/x","type":"reading","subject":"sensors/3",\
    "priority":5,"data":1}
    """

  static func explain(_ source: String, _ input: String, _ more: String = "--output=json") async
    -> Transcript
  {
    await Transcript.of(
      "explain", ProjectFolder.trigger("filters.yaml"), "--source", source, "--event", "-", more,
      input: input)
  }

  @Test func `each association is told with what became of it`() async throws {
    let result = await ExplainCommandTests.explain("anything", ExplainCommandTests.event)
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    let json = try JSONValue(parsing: Array(result.output.utf8).span)
    let lines = try #require(json["associations"]?.array)
    #expect(lines.map { $0["name"]?.string } == ["cold", "pictures", "machines"])
    #expect(lines.map { $0["matched"]?.bool } == [true, false, false])
    #expect(lines[0]["function"]?.string == "alarm:latest")
    #expect(lines[1]["function"]?.isNull == true)
    #expect(lines.allSatisfy { $0["reason"]?.string?.isEmpty == false })
    #expect(result.output.hasPrefix(#"{"associations":[{"name":"cold","matched":true,"mode":"#))
  }

  @Test func `people get a table`() async {
    let result = await ExplainCommandTests.explain(
      "anything", ExplainCommandTests.event, "--output=table")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(
      lines[0].split(separator: " ") == ["ASSOCIATION", "MATCHES", "MODE", "FUNCTION", "REASON"])
    #expect(lines[1].split(separator: " ").prefix(4) == ["cold", "yes", "queued", "alarm:latest"])
  }

  @Test func `an event is read from a file`() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("event.json", ExplainCommandTests.event)
    let result = await Transcript.of(
      "explain", ProjectFolder.trigger("filters.yaml"), "--source=anything", "--event", file)
    #expect(result.status == 0)
  }

  @Test(arguments: [#"{"temperature":21}"#, "not JSON at all", "[]"])
  func `what is no CloudEvent is taken for data, and that is said`(input: String) async {
    let result = await ExplainCommandTests.explain("anything", input)
    #expect(result.status == 0)
    #expect(result.errors.contains("is not a CloudEvent"))
    #expect(result.errors.contains("dev.patchbay.http.request"))
  }

  @Test func `a CloudEvent that breaks a rule is a failure that names the rule`() async {
    let result = await ExplainCommandTests.explain("anything", #"{"specversion":"1.0","id":"1"}"#)
    #expect(result.status == 1)
    #expect(result.errors.contains("is required"))
  }

  @Test func `an unknown source is a failure with a hint`() async {
    let result = await ExplainCommandTests.explain("anythin", ExplainCommandTests.event)
    #expect(result.status == 1)
    #expect(result.errors.contains("did you mean `anything`?"))
  }

  @Test func `a file that is not there is a failure`() async {
    let result = await Transcript.of(
      "explain", ProjectFolder.trigger("filters.yaml"), "--source=anything", "--event=/nowhere")
    #expect(result.status == 1)
    #expect(result.errors.contains("/nowhere: no such file"))
  }
}
