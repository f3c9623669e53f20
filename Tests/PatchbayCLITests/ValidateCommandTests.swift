import JSONSyntax
import TestSupport
import Testing

@testable import PatchbayCLI

struct ValidateCommandTests {
  @Test func `a valid manifest is counted on standard output`() async {
    let result = await Transcript.of("validate", ProjectFolder.trigger("quickstart.yaml"))
    #expect(result.status == 0)
    #expect(result.output == "1 file, 2 functions, 2 sources, 2 associations: valid\n")
    #expect(result.errors.isEmpty)
  }

  @Test func `every problem is a line on standard error`() async {
    let path = ProjectFolder.trigger("Invalid/association-misspelt-source.yaml")
    let result = await Transcript.of("validate", path)
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("\(path):"))
    #expect(result.errors.hasSuffix("\n"))
  }

  @Test func `problems are JSON where a program reads them`() async throws {
    let path = ProjectFolder.trigger("Invalid/association-misspelt-source.yaml")
    let result = await Transcript.of("validate", path, "-o", "json")
    #expect(result.status == 1)
    let json = try JSONValue(parsing: Array(result.output.utf8).span)
    #expect(json["valid"]?.bool == false)
    let problem = try #require(json["problems"]?.array?.first)
    #expect(problem["file"]?.string == path)
    #expect(problem["line"]?.integer != nil)
    #expect(problem["path"]?.string?.hasPrefix("associations.") == true)
  }

  @Test func `of a folder, pipes are left out and links that lead nowhere are problems`()
    async throws
  {
    let folder = try TemporaryFolder()
    try folder.write("a.yaml", "functions: { f: { target: { http: 'http://h/' } } }\n")
    let tool = try ChildProcess("mkfifo", [folder.file("pipe.yaml")])
    #expect(await tool.wait() == .code(0))
    #expect(await Transcript.of("validate", folder.path).status == 0)
    try folder.write("m", "functions: { g: { target: { http: '${file:pipe.yaml}' } } }\n")
    let secret = await Transcript.of("validate", folder.file("m"))
    #expect(secret.status == 1 && secret.errors.contains("is no file"), "\(secret.errors)")
    let link = try ChildProcess("ln", ["-s", "/nowhere.yaml", folder.file("link.yaml")])
    #expect(await link.wait() == .code(0))
    let result = await Transcript.of("validate", folder.path)
    #expect(result.status == 1)
    #expect(result.errors.contains("link.yaml:1:1: document: the file does not exist"))
  }

  @Test func `a file that is not there is a problem, not a crash`() async {
    let result = await Transcript.of("validate", "/nowhere/m.yaml")
    #expect(result.status == 1)
    #expect(result.errors.contains("no such file or folder"))
  }

  @Test func `the counts are JSON where a program reads them`() async {
    let path = ProjectFolder.trigger("quickstart.yaml")
    #expect(
      await Transcript.of("validate", path, "-o", "json").output
        == #"{"valid":true,"files":1,"functions":2,"sources":2,"associations":2,"problems":[]}"#
        + "\n")
  }
}
