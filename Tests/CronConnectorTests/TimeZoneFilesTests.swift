import CronConnector
import Instants
import Schedules
import Testing

@Suite struct TimeZoneFilesTests {
  @Test(arguments: [
    ("UTC", 0), ("Europe/Berlin", 7_200), ("America/Argentina/Buenos_Aires", -10_800),
    ("Etc/GMT+5", -18_000), ("Asia/Kathmandu", 20_700), ("GB", 3_600),
  ])
  func `a zone is loaded by its name`(name: String, offset: Int) throws {
    let zone = try TimeZoneFiles.load(name)
    #expect(zone.offsetSeconds(at: try instant("2026-07-01T00:00:00Z")) == offset)
    #expect(TimeZoneFiles.problem(with: name) == nil)
  }

  @Test func `UTC needs no file`() throws {
    #expect(try TimeZoneFiles.load("UTC", folder: "/nowhere") == .utc)
    #expect(throws: TimeZoneFileError.unknown(suggestion: nil)) {
      try TimeZoneFiles.load("Europe/Berlin", folder: "/nowhere")
    }
  }

  static let problems: [(String, String)] = [
    ("europe/berlin", "there is no such time zone; did you mean Europe/Berlin?"),
    ("Europe/Berln", "there is no such time zone; did you mean Europe/Berlin?"),
    ("Berlin", "there is no such time zone; did you mean Europe/Berlin?"),
    ("Europe", "there is no such time zone"),
    ("Europe/Berlin/Mitte", "there is no such time zone"),
    ("Mars/Olympus_Mons", "there is no such time zone"),
    (
      "America/New York",
      "not the name of a time zone, such as Europe/Berlin; did you mean America/New_York?"
    ),
    ("zone.tab", "not the name of a time zone, such as Europe/Berlin"),
    ("leapseconds", "there is no such time zone"),
    ("", "not the name of a time zone, such as Europe/Berlin"),
    ("/etc/passwd", "not the name of a time zone, such as Europe/Berlin"),
    ("../../../etc/passwd", "not the name of a time zone, such as Europe/Berlin"),
    ("Europe/../Europe/Berlin", "not the name of a time zone, such as Europe/Berlin"),
    ("Europe//Berlin", "not the name of a time zone, such as Europe/Berlin"),
    ("Europe/Berlin\0", "not the name of a time zone, such as Europe/Berlin"),
    (String(repeating: "a", count: 65), "not the name of a time zone, such as Europe/Berlin"),
    ("right/Europe/Berlin", "this zone counts leap seconds, take the one without right/"),
  ]

  @Test(arguments: problems)
  func `a name that is none is refused with the one that was probably meant`(
    name: String, problem: String
  ) {
    let found = TimeZoneFiles.problem(with: name)
    #expect(found?.split(separator: ";").first == problem.split(separator: ";").first)
    if problem.contains(";") { #expect(found == problem) }
  }
}
