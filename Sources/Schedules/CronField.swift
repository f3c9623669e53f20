/// A field of a cron expression.
package enum CronField: String, Sendable, Hashable, CaseIterable {
  case second
  case minute
  case hour
  case dayOfMonth = "day-of-month"
  case month
  case dayOfWeek = "day-of-week"

  /// The numbers that may be written.
  var values: ClosedRange<Int> {
    switch self {
    case .second, .minute: 0...59
    case .hour: 0...23
    case .dayOfMonth: 1...31
    case .month: 1...12
    case .dayOfWeek: 0...7
    }
  }

  /// What `*` stands for, and where `3/2` ends: Sunday counts once, as 0.
  var wholeRange: ClosedRange<Int> { self == .dayOfWeek ? 0...6 : values }

  /// The names that may stand for numbers, the first of them for the smallest number.
  var names: [String] {
    switch self {
    case .month:
      ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
    default: []
    }
  }

  /// The numbers and names that are allowed, in words.
  var allowedValues: String {
    let numbers = "\(values.lowerBound) to \(values.upperBound)"
    guard let first = names.first, let last = names.last else { return numbers }
    return numbers + " or \(first) to \(last)"
  }
}
