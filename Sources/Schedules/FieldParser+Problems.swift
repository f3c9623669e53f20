/// What a field's errors say.
extension FieldParser {
  func error(_ part: Range<Int>, allowed: String, hint: String? = nil) -> ScheduleError {
    ScheduleError(
      field: field, offset: part.lowerBound, found: String(decoding: written[part], as: UTF8.self),
      allowed: allowed, hint: hint)
  }

  /// What a plain value may be.
  var allowedHere: String {
    switch field {
    case .dayOfMonth: field.allowedValues + ", L, LW or 15W"
    case .dayOfWeek: field.allowedValues + ", FRI#2 or 5L"
    default: field.allowedValues
    }
  }

  /// For `24`, `MONDAY`, an empty element and the like.
  func valueHint(_ part: Range<Int>) -> String? {
    let text = String(decoding: bytes[part], as: UTF8.self)
    if part.isEmpty { return "something is missing here" }
    if let name = field.names.first(where: { text.hasPrefix($0) }) {
      return "did you mean \(name)?"
    }
    switch (field, text) {
    case (.second, "60"), (.minute, "60"): return "the full \(wholeUnit) is 0"
    case (.hour, "24"): return "midnight is 0"
    case (.dayOfWeek, "8"): return "0 and 7 are Sunday"
    default: return nil
    }
  }

  /// For `*/90`: what cannot be said in one field.
  func stepHint(_ step: Int?) -> String? {
    guard let step, step > 0 else { return nil }
    let unit = field == .second ? "s" : field == .minute ? "m" : field == .hour ? "h" : nil
    return unit.map { "@every \(step)\($0) runs at that interval" }
  }

  /// For `22-2`: the two ranges that say it.
  func wrapHint(_ first: Int, _ last: Int, _ part: Range<Int>, _ dash: Int) -> String {
    let whole = field.wholeRange
    let names = field.names
    let isNamed = !names.isEmpty && bytes[part.lowerBound] > UInt8(ascii: "9")
    let least = isNamed ? names[0] : String(whole.lowerBound)
    let greatest = isNamed ? names[names.count - 1] : String(whole.upperBound)
    let begin = String(decoding: bytes[part.lowerBound..<dash], as: UTF8.self)
    let end = String(decoding: bytes[(dash + 1)..<part.upperBound], as: UTF8.self)
    let upper = first >= whole.upperBound ? begin : "\(begin)-\(greatest)"
    let lower = last <= whole.lowerBound ? end : "\(least)-\(end)"
    return "write \(upper),\(lower)"
  }

  private var wholeUnit: String { field == .second ? "minute" : "hour" }
}
