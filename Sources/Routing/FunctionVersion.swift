/// One version of a function: an immutable number, or the mutable `latest`.
package struct FunctionVersion: Sendable, Hashable, CustomStringConvertible {
  package enum Number: Sendable, Hashable {
    /// The function's own target, for functions that number no versions.
    case latest
    /// 1 and up.
    case number(Int)
  }

  package var function: FunctionName
  package var number: Number

  package init(function: FunctionName, number: Number) {
    self.function = function
    self.number = number
  }

  /// Reads what `description` writes: `resize:2` or `resize:latest`; nil for anything else.
  package init?(_ text: String) {
    guard let reference = FunctionReference(text) else { return nil }
    switch reference.qualifier {
    case .latest: self.init(function: reference.function, number: .latest)
    case .version(let number): self.init(function: reference.function, number: .number(number))
    case .alias: return nil
    }
  }

  /// The version alone, as metrics label it: `2` or `latest`.
  package var label: String {
    switch number {
    case .latest: "latest"
    case .number(let number): String(number)
    }
  }

  package var description: String { "\(function):\(label)" }
}
