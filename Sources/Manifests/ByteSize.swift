/// Numbers of bytes as manifests write them.
enum ByteSize {
  private static let units = [("GiB", 1_073_741_824), ("MiB", 1_048_576), ("KiB", 1_024)]

  /// Reads `64KiB`, `1MiB`, `1GiB` or plain bytes; nil for anything else.
  static func bytes(_ text: String) -> Int? {
    let digits = text.utf8.prefix { (48...57).contains($0) }
    let name = text.utf8.dropFirst(digits.count)
    guard (1...12).contains(digits.count), let number = Int(Substring(digits)) else {
      return nil
    }
    if name.isEmpty { return number }
    guard let unit = units.first(where: { $0.0.utf8.elementsEqual(name) }) else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.1)
    return overflow ? nil : bytes
  }

  /// In the largest unit that leaves no rest: `64KiB`, `1000`.
  static func written(_ bytes: Int) -> String {
    for (name, size) in units where bytes > 0 && bytes % size == 0 {
      return "\(bytes / size)\(name)"
    }
    return String(bytes)
  }
}
