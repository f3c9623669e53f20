/// The natural logarithm by the four basic operations only.
///
/// C libraries differ from each other in the last bit of `log`, and two routers must not differ in
/// a choice. IEEE 754 fixes every operation here, so that the result has the same bits everywhere;
/// it lies within a relative 1e-15 of the true value.
enum NaturalLogarithm {
  /// - Parameter value: positive, normal and finite.
  ///
  /// With value = m · 2^e, m between √½ and √2, and s = (m − 1) / (m + 1):
  /// ln value = e · ln 2 + 2 · (s + s³/3 + s⁵/5 + …). As |s| < 0.172, twelve terms are exact
  /// enough. ln 2 comes in two parts, the first with so few bits that e times it is exact.
  static func of(_ value: Double) -> Double {
    precondition(value > 0 && value.isNormal, "logarithm of \(value)")
    var mantissa = value.significand
    var exponent = Double(value.exponent)
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var series = square / 25
    series = (series + 1.0 / 23) * square
    series = (series + 1.0 / 21) * square
    series = (series + 1.0 / 19) * square
    series = (series + 1.0 / 17) * square
    series = (series + 1.0 / 15) * square
    series = (series + 1.0 / 13) * square
    series = (series + 1.0 / 11) * square
    series = (series + 1.0 / 9) * square
    series = (series + 1.0 / 7) * square
    series = (series + 1.0 / 5) * square
    series = (series + 1.0 / 3) * square
    return exponent * ln2High + (2 * ratio + (2 * ratio * series + exponent * ln2Low))
  }

  private static var ln2High: Double { 0x1.62e42feep-1 }
  private static var ln2Low: Double { 0x1.a39ef35793c76p-33 }
}
