import Instants
import Testing

@Suite struct CivilDateTests {
  /// Year, month, day, days since the epoch, weekday.
  static let dates: [(Int, Int, Int, Int, Int)] = [
    (1970, 1, 1, 0, 4), (1969, 12, 31, -1, 3), (1969, 12, 28, -4, 0), (1969, 12, 27, -5, 6),
    (2000, 2, 29, 11_016, 2), (2000, 3, 1, 11_017, 3), (1900, 2, 28, -25_509, 3),
    (1900, 3, 1, -25_508, 4), (2026, 11, 21, 20_778, 6), (1677, 9, 21, -106_752, 2),
    (2262, 4, 11, 106_751, 5), (1, 1, 1, -719_162, 1), (0, 3, 1, -719_468, 3),
    (-1, 12, 31, -719_529, 5),
  ]

  @Test(arguments: dates)
  func `a date and its number name the same day`(
    year: Int, month: Int, day: Int, number: Int, weekday: Int
  ) {
    let date = CivilDate(year: year, month: month, day: day)
    #expect(date.daysSinceEpoch == number)
    #expect(CivilDate(daysSinceEpoch: number) == date)
    #expect(date.weekday == weekday)
  }

  @Test func `a day follows the other through four hundred years`() {
    var expected = CivilDate(year: 1850, month: 1, day: 1)
    var weekday = expected.weekday
    let first = expected.daysSinceEpoch
    for number in first..<first + 146_097 {
      let date = CivilDate(daysSinceEpoch: number)
      guard date == expected, date.daysSinceEpoch == number, date.weekday == weekday else {
        Issue.record("\(number) is \(date), expected \(expected)")
        return
      }
      weekday = (weekday + 1) % 7
      expected.day += 1
      if expected.day > CivilDate.days(inMonth: expected.month, of: expected.year) {
        expected.day = 1
        expected.month = expected.month % 12 + 1
        if expected.month == 1 { expected.year += 1 }
      }
    }
    #expect(expected == CivilDate(year: 2250, month: 1, day: 1))
  }

  @Test(arguments: [(2000, true), (1900, false), (2024, true), (2026, false), (2400, true)])
  func `every fourth year is a leap year, but not every hundredth`(year: Int, isLeap: Bool) {
    #expect(CivilDate.isLeap(year) == isLeap)
    #expect(CivilDate.days(inMonth: 2, of: year) == (isLeap ? 29 : 28))
  }

  @Test func `dates are in the order of their days`() {
    let dates = [-719_529, -1, 0, 1, 31, 58, 59, 60, 365, 106_751]
      .map(CivilDate.init(daysSinceEpoch:))
    #expect(dates.shuffled().sorted() == dates)
  }
}
