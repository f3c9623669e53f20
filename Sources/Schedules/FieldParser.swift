/// Reads one field of a cron expression: a list of values, ranges, steps and day rules.
struct FieldParser {
  let field: CronField
  /// The whole expression, upper case.
  let bytes: [UInt8]
  /// Where the field stands in it; not empty.
  let range: Range<Int>
  /// The expression as it was written, for messages.
  let written: [UInt8]

  /// Whether the field starts with `*`, which in every field means "whatever it is".
  var startsWithStar: Bool { isStar(bytes[range.lowerBound]) }

  /// A field that is a set of numbers.
  func numbers() throws(ScheduleError) -> FieldSet {
    var result = FieldSet()
    for element in elements() { result.formUnion(try plain(element)) }
    return result
  }

  func daysOfMonth() throws(ScheduleError) -> DaysOfMonth {
    var result = DaysOfMonth()
    result.isRestricted = !startsWithStar
    for element in elements() {
      if bytes[element].first == UInt8(ascii: "L") {
        try addLast(element, to: &result)
      } else if bytes[element].last == UInt8(ascii: "W") {
        let day = element.dropLast(1)
        result.nearestWeekdays.insert(
          try value(day, allowed: "a day and W, such as 15W, or LW"))
      } else {
        result.days.formUnion(try plain(element))
      }
    }
    return result
  }

  func daysOfWeek() throws(ScheduleError) -> DaysOfWeek {
    var result = DaysOfWeek()
    result.isRestricted = !startsWithStar
    for element in elements() {
      if let hash = bytes[element].firstIndex(of: UInt8(ascii: "#")) {
        let weekday = try value(element.lowerBound..<hash) % 7
        let number = bytes[(hash + 1)..<element.upperBound]
        guard number.count == 1, let digit = number.first, (49...53).contains(digit) else {
          throw error(
            hash + 1..<element.upperBound, allowed: "1 to 5 after #",
            hint: "FRI#2 is the second Friday of the month")
        }
        result.numbered.insert(weekday * 5 + Int(digit) - 49)
      } else if element.count > 1, bytes[element].last == UInt8(ascii: "L") {
        result.last.insert(try value(element.dropLast(1), allowed: "a weekday and L") % 7)
      } else if bytes[element].elementsEqual("L".utf8) {
        result.weekdays.insert(6)
      } else {
        let set = try plain(element)
        for weekday in set.members { result.weekdays.insert(weekday % 7) }
      }
    }
    return result
  }

  /// `L`, `L-3`, `LW` and `L-3W`.
  private func addLast(_ element: Range<Int>, to days: inout DaysOfMonth) throws(ScheduleError) {
    let isWeekday = element.count > 1 && bytes[element].last == UInt8(ascii: "W")
    let rest = (element.lowerBound + 1)..<(element.upperBound - (isWeekday ? 1 : 0))
    var back = 0
    if !rest.isEmpty {
      guard bytes[rest.lowerBound] == UInt8(ascii: "-"),
        let number = number(rest.dropFirst(1)), number <= 30
      else { throw error(element, allowed: "L, L-1 to L-30, LW or L-3W") }
      back = number
    }
    if isWeekday {
      days.nearestWeekdaysBeforeLast.insert(back)
    } else {
      days.beforeLast.insert(back)
    }
  }

  /// `*`, `5`, `1-5`, `*/15`, `0/15` and `8-18/2`.
  private func plain(_ element: Range<Int>) throws(ScheduleError) -> FieldSet {
    guard let slash = bytes[element].firstIndex(of: UInt8(ascii: "/")) else {
      return FieldSet(try span(element, isOpen: false))
    }
    let written = (slash + 1)..<element.upperBound
    let most = field.wholeRange.count
    guard let step = number(written), (1...most).contains(step) else {
      throw error(written, allowed: "a step of 1 to \(most)", hint: stepHint(number(written)))
    }
    return FieldSet(try span(element.lowerBound..<slash, isOpen: true), step: step)
  }

  /// The numbers from one end to the other.
  ///
  /// - Parameter isOpen: whether a single number begins a range that goes on to the greatest.
  private func span(_ part: Range<Int>, isOpen: Bool) throws(ScheduleError) -> ClosedRange<Int> {
    if part.count == 1, isStar(bytes[part.lowerBound]) { return field.wholeRange }
    guard let dash = bytes[part].firstIndex(of: UInt8(ascii: "-")), dash > part.lowerBound else {
      let first = try value(part)
      return first...(isOpen ? max(first, field.wholeRange.upperBound) : first)
    }
    let first = try value(part.lowerBound..<dash)
    let last = try value(dash + 1..<part.upperBound)
    guard first <= last else {
      throw error(part, allowed: "a range that rises", hint: wrapHint(first, last, part, dash))
    }
    return first...last
  }

  /// A number or a name within the field's limits.
  private func value(_ part: Range<Int>, allowed: String? = nil) throws(ScheduleError) -> Int {
    if let number = number(part), field.values.contains(number) { return number }
    if let index = field.names.firstIndex(where: { $0.utf8.elementsEqual(bytes[part]) }) {
      return field.values.lowerBound + index
    }
    throw error(part, allowed: allowed ?? allowedHere, hint: valueHint(part))
  }

  /// Digits as a number; nil for anything else, and where it has more than four.
  private func number(_ part: Range<Int>) -> Int? {
    guard (1...4).contains(part.count), bytes[part].allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return bytes[part].reduce(0) { $0 * 10 + Int($1) - 48 }
  }

  /// The parts between commas.
  private func elements() -> [Range<Int>] {
    bytes[range].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { $0.startIndex..<$0.endIndex }
  }

  private func isStar(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?")
  }
}

extension Range<Int> {
  fileprivate func dropFirst(_ count: Int) -> Range { (lowerBound + count)..<upperBound }
  fileprivate func dropLast(_ count: Int) -> Range { lowerBound..<(upperBound - count) }
}
