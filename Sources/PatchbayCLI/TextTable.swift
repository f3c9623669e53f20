import Manifests

/// Rows under headings, in columns as wide as they need to be.
struct TextTable {
  var headings: [String]
  var rows: [[String]] = []

  /// The most characters of a cell that does not stand in the last column.
  private static let maxCellLength = 60

  /// The table as lines of text; cells that are empty show a dash.
  func text(_ style: TextStyle) -> String {
    let shown = rows.map { row in
      headings.indices.map { cell($0 < row.count ? row[$0] : "", isLast: $0 == headings.count - 1) }
    }
    let widths = headings.indices.map { column in
      shown.reduce(headings[column].count) { max($0, $1[column].count) }
    }
    var text = style.bold(line(headings, widths)) + "\n"
    for row in shown { text += line(row, widths) + "\n" }
    return text
  }

  private func cell(_ text: String, isLast: Bool) -> String {
    let safe = text.escapingControls
    if safe.isEmpty { return "-" }
    let limit = TextTable.maxCellLength
    return isLast || safe.count <= limit ? safe : "\(safe.prefix(limit - 1))…"
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = ""
    for (index, cell) in cells.enumerated() {
      text += cell
      guard index < cells.count - 1 else { break }
      text += String(repeating: " ", count: widths[index] - cell.count + 2)
    }
    return text
  }
}
