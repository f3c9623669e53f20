import Instants
import Schedules
import Testing

@Suite struct ScheduleTests {
  /// Expression, start, first firing; all in UTC.
  static let firings: [(String, String, String)] = [
    // Fields.
    ("* * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"),
    ("* * * * *", "2026-01-01T00:00:59.999Z", "2026-01-01T00:01:00Z"),
    ("* * * * * *", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:01Z"),
    ("30 2 * * *", "2026-01-01T02:30:00Z", "2026-01-02T02:30:00Z"),
    ("30 2 * * *", "2026-01-01T02:29:59Z", "2026-01-01T02:30:00Z"),
    ("15 30 2 * * *", "2026-01-01T02:30:00Z", "2026-01-01T02:30:15Z"),
    (" \t0  12\t* * * ", "2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z"),
    ("59 23 31 12 *", "2026-12-31T23:59:00Z", "2027-12-31T23:59:00Z"),
    // Lists, ranges, steps.
    ("5,10-12,*/20 * * * *", "2026-01-01T00:10:00Z", "2026-01-01T00:11:00Z"),
    ("5,10-12,*/20 * * * *", "2026-01-01T00:12:00Z", "2026-01-01T00:20:00Z"),
    ("0/15 * * * *", "2026-01-01T00:45:00Z", "2026-01-01T01:00:00Z"),
    ("50/4 * * * *", "2026-01-01T00:54:00Z", "2026-01-01T00:58:00Z"),
    ("0 8-18/4 * * *", "2026-01-01T16:00:00Z", "2026-01-02T08:00:00Z"),
    ("*/60 * * * *", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"),
    ("0 0 */10 * *", "2026-01-21T00:00:00Z", "2026-01-31T00:00:00Z"),
    // Names and Sundays.
    ("0 0 * jan Mon", "2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z"),
    ("0 0 * DEC-DEC sun", "2026-01-01T00:00:00Z", "2026-12-06T00:00:00Z"),
    ("0 0 * * 0", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z"),
    ("0 0 * * 7", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z"),
    ("0 0 * * 5-7", "2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z"),
    ("0 0 * * MON/2", "2026-01-02T00:00:00Z", "2026-01-05T00:00:00Z"),
    ("0 0 * * 7/2", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z"),
    ("0 0 * * L", "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z"),
    // Days that only a month can tell.
    ("0 0 L * *", "2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z"),
    ("0 0 L * *", "2028-02-01T00:00:00Z", "2028-02-29T00:00:00Z"),
    ("0 0 L-3 * *", "2026-01-01T00:00:00Z", "2026-01-28T00:00:00Z"),
    ("0 0 l-30 * *", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
    ("0 0 LW * *", "2026-01-01T00:00:00Z", "2026-01-30T00:00:00Z"),
    ("0 0 L-1W * *", "2026-03-01T00:00:00Z", "2026-03-30T00:00:00Z"),
    ("0 0 15W * *", "2026-08-01T00:00:00Z", "2026-08-14T00:00:00Z"),
    ("0 0 15w * *", "2026-02-01T00:00:00Z", "2026-02-16T00:00:00Z"),
    ("0 0 15W * *", "2026-01-01T00:00:00Z", "2026-01-15T00:00:00Z"),
    ("0 0 1W * *", "2026-07-31T00:00:00Z", "2026-08-03T00:00:00Z"),
    ("0 0 31W * *", "2026-05-01T00:00:00Z", "2026-05-29T00:00:00Z"),
    ("0 0 31W * *", "2026-05-29T00:00:00Z", "2026-07-31T00:00:00Z"),
    ("0 0 1,15W,L * *", "2026-08-14T00:00:00Z", "2026-08-31T00:00:00Z"),
    ("0 0 * * FRI#2", "2026-01-01T00:00:00Z", "2026-01-09T00:00:00Z"),
    ("0 0 * * fri#5", "2026-02-01T00:00:00Z", "2026-05-29T00:00:00Z"),
    ("0 0 * * 7#1", "2026-01-05T00:00:00Z", "2026-02-01T00:00:00Z"),
    ("0 0 * * 5L", "2026-01-01T00:00:00Z", "2026-01-30T00:00:00Z"),
    ("0 0 * * FRIL", "2026-02-01T00:00:00Z", "2026-02-27T00:00:00Z"),
    ("0 0 * * MON#1,WED", "2026-01-05T00:00:00Z", "2026-01-07T00:00:00Z"),
    // Both day fields.
    ("0 0 13 * FRI", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
    ("0 0 13 * FRI", "2026-01-09T00:00:00Z", "2026-01-13T00:00:00Z"),
    ("0 0 ? * FRI", "2026-01-10T00:00:00Z", "2026-01-16T00:00:00Z"),
    ("0 0 13 * ?", "2026-01-01T00:00:00Z", "2026-01-13T00:00:00Z"),
    ("0 0 */2 * FRI", "2026-01-01T00:00:00Z", "2026-01-09T00:00:00Z"),
    ("0 0 13 * */5", "2026-01-01T00:00:00Z", "2026-02-13T00:00:00Z"),
    ("0 0 1-31 * FRI", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
    ("0 0 13,* * FRI", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"),
    ("0 0 L * FRI#1", "2026-01-02T00:00:00Z", "2026-01-31T00:00:00Z"),
    // Macros.
    ("@hourly", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"),
    ("@daily", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
    ("@Midnight", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
    ("@weekly", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z"),
    ("@monthly", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
    ("@yearly", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ("@annually", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ("@every 90s", "2026-01-01T00:00:00Z", "2026-01-01T00:01:30Z"),
    ("@every 1h30m", "1970-01-01T00:00:00Z", "1970-01-01T01:30:00Z"),
    ("@every 7s", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z"),
    ("@every 1s", "1969-12-31T23:59:58.5Z", "1969-12-31T23:59:59Z"),
  ]

  @Test(arguments: firings)
  func `an expression fires first where its fields say`(
    expression: String, start: String, first: String
  ) throws {
    let schedule = try Schedule(expression)
    #expect(schedule.next(after: try instant(start), in: .utc)?.utcText == first)
    #expect(schedule.text == expression)
  }

  /// Expression, offset of what is wrong, the message.
  static let problems: [(String, Int, String)] = [
    ("60 * * * *", 0, #"minute: found "60", allowed is 0 to 59; the full hour is 0"#),
    ("60 * * * * *", 0, #"second: found "60", allowed is 0 to 59; the full minute is 0"#),
    ("0 24 * * *", 2, #"hour: found "24", allowed is 0 to 23; midnight is 0"#),
    ("0 0 32 * *", 4, #"day-of-month: found "32", allowed is 1 to 31, L, LW or 15W"#),
    ("0 0 0 * *", 4, #"day-of-month: found "0", allowed is 1 to 31, L, LW or 15W"#),
    ("0 0 * 13 *", 6, #"month: found "13", allowed is 1 to 12 or JAN to DEC"#),
    (
      "0 0 * July *", 6,
      #"month: found "July", allowed is 1 to 12 or JAN to DEC; did you mean JUL?"#
    ),
    (
      "0 0 * * 8", 8,
      #"day-of-week: found "8", allowed is 0 to 7 or SUN to SAT, FRI#2 or 5L; "#
        + "0 and 7 are Sunday"
    ),
    (
      "0 0 * * monday", 8,
      #"day-of-week: found "monday", allowed is 0 to 7 or SUN to SAT, FRI#2 or 5L; "#
        + "did you mean MON?"
    ),
    ("1,,2 * * * *", 2, #"minute: found "", allowed is 0 to 59; something is missing here"#),
    ("0 22-2 * * *", 2, #"hour: found "22-2", allowed is a range that rises; write 22-23,0-2"#),
    (
      "0 0 * * FRI-SUN", 8,
      #"day-of-week: found "FRI-SUN", allowed is a range that rises; write FRI-SAT,SUN"#
    ),
    (
      "0 0 * nov-feb *", 6,
      #"month: found "nov-feb", allowed is a range that rises; write NOV-DEC,JAN-FEB"#
    ),
    ("*/0 * * * *", 2, #"minute: found "0", allowed is a step of 1 to 60"#),
    (
      "*/90 * * * *", 2,
      #"minute: found "90", allowed is a step of 1 to 60; @every 90m runs at that interval"#
    ),
    ("*/x * * * *", 2, #"minute: found "x", allowed is a step of 1 to 60"#),
    ("1/2/3 * * * *", 2, #"minute: found "2/3", allowed is a step of 1 to 60"#),
    ("-5 * * * *", 0, #"minute: found "-5", allowed is 0 to 59"#),
    ("5- * * * *", 2, #"minute: found "", allowed is 0 to 59; something is missing here"#),
    ("00005 * * * *", 0, #"minute: found "00005", allowed is 0 to 59"#),
    ("0 L * * *", 2, #"hour: found "L", allowed is 0 to 23"#),
    ("0 0 L-31 * *", 4, #"day-of-month: found "L-31", allowed is L, L-1 to L-30, LW or L-3W"#),
    ("0 0 LX * *", 4, #"day-of-month: found "LX", allowed is L, L-1 to L-30, LW or L-3W"#),
    (
      "0 0 32W * *", 4,
      #"day-of-month: found "32", allowed is a day and W, such as 15W, or LW"#
    ),
    (
      "0 0 * * FRI#6", 12,
      #"day-of-week: found "6", allowed is 1 to 5 after #; FRI#2 is the second Friday of the month"#
    ),
    ("0 0 * * 9L", 8, #"day-of-week: found "9", allowed is a weekday and L"#),
    (
      "0 0 30 2 *", 4,
      #"day-of-month: found "30", allowed is a day that the months and weekdays given have; "#
        + "no such date ever comes"
    ),
    (
      "0 0 31 4,6 *", 4,
      #"day-of-month: found "31", allowed is a day that the months and weekdays given have; "#
        + "no such date ever comes"
    ),
    (
      "0 0 15W * */6", 4,
      #"day-of-month: found "15W", allowed is a day that the months and weekdays given have; "#
        + "no such date ever comes"
    ),
    (
      "* * * *", 0,
      #"found "* * * *", allowed is 5 fields (minute hour day-of-month month day-of-week) "#
        + "or 6 with seconds first; there are 4 fields"
    ),
    (
      " 0 0 0 1 1 ? 2030", 1,
      #"found "0 0 0 1 1 ? 2030", allowed is 5 fields (minute hour day-of-month month "#
        + "day-of-week) or 6 with seconds first; there is no field for the year"
    ),
    (
      "", 0,
      #"found "", allowed is 5 fields (minute hour day-of-month month day-of-week) "#
        + "or 6 with seconds first; 30 2 * * * is every day at 02:30"
    ),
    (
      "TZ=UTC 0 0 * * *", 0,
      #"found "TZ=UTC", allowed is 5 fields (minute hour day-of-month month day-of-week) "#
        + "or 6 with seconds first; the time zone is a setting of its own, timezone"
    ),
    (
      "@reboot", 0,
      #"found "@reboot", allowed is @hourly, @daily, @midnight, @weekly, @monthly, @yearly, "#
        + "@annually or @every 90s; "
        + "a start is not a point in time: each router and each restart would run it again"
    ),
    (
      "@dayly", 0,
      #"found "@dayly", allowed is @hourly, @daily, @midnight, @weekly, @monthly, @yearly, "#
        + "@annually or @every 90s; did you mean @daily?"
    ),
    ("@daily 5", 7, #"found "5", allowed is nothing after @daily"#),
    (
      "@every", 0,
      #"found "@every", allowed is @every and one duration of 1s to 87600h in whole seconds, "#
        + "such as 90s or 1h30m"
    ),
    (
      "@every 90", 7,
      #"found "90", allowed is one duration of 1s to 87600h in whole seconds, "#
        + "such as 90s or 1h30m; units are h, m, s, ms, us and ns"
    ),
    (
      "@every 500ms", 7,
      #"found "500ms", allowed is one duration of 1s to 87600h in whole seconds, "#
        + "such as 90s or 1h30m"
    ),
  ]

  @Test(arguments: problems)
  func `what is wrong is named with its place, what is allowed and a hint`(
    expression: String, offset: Int, message: String
  ) throws {
    let error = #expect(throws: ScheduleError.self) { try Schedule(expression) }
    #expect(error?.offset == offset)
    #expect(error?.description == message)
  }

  @Test func `an expression may have 1,024 bytes and no more`() throws {
    let longest = "0" + String(repeating: ",0", count: 507) + " 0 * * *"
    #expect(longest.utf8.count == 1_023)
    _ = try Schedule(longest + " ")
    let error = #expect(throws: ScheduleError.self) { try Schedule(longest + "  ") }
    #expect(error?.description == #"found "1025 bytes", allowed is at most 1024 bytes"#)
  }
}
