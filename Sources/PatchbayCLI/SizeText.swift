/// Numbers of bytes for people.
enum SizeText {
  private static let units = ["KiB", "MiB", "GiB", "TiB"]

  /// `512 B`, `4.0 KiB`, `1.5 GiB`.
  static func of(_ bytes: Int) -> String {
    guard bytes >= 1_024 else { return "\(bytes) B" }
    var tenths = bytes * 10 / 1_024
    var unit = 0
    while tenths >= 10_240, unit + 1 < units.count {
      tenths /= 1_024
      unit += 1
    }
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
