/// Texts that must not be shown, and what puts `***` in their place.
package struct Mask: Sendable, Hashable {
  /// The longest first, since one may hold another.
  private let texts: [String]

  /// Shorter ones are no secrets: `1` or `off` would take the sense from all that is shown.
  private static let shortest = 4

  /// - Parameter texts: of one with several lines each line is masked, as they are shown one by one.
  package init(_ texts: [String] = []) {
    let lines = texts.flatMap { text in
      text.contains(where: \.isNewline)
        ? text.split(whereSeparator: \.isNewline).map(String.init) : []
    }
    self.texts = Set(texts + lines).filter { $0.utf8.count >= Mask.shortest }
      .sorted { $0.utf8.count > $1.utf8.count }
  }

  package func callAsFunction(_ text: String) -> String {
    texts.reduce(text) { $0.replacing($1, with: "***") }
  }
}

extension Logger {
  /// The same log, with the values of fields masked.
  package func masking(_ mask: Mask) -> Logger {
    guard mask != Mask() else { return self }
    return Logger(level: level) { level, message, fields in
      write(level, message, fields.map { LogField($0.name, mask($0.value)) })
    }
  }
}
