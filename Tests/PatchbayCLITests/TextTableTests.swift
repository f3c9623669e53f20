import Testing

@testable import PatchbayCLI

struct TextTableTests {
  @Test func `columns are as wide as they need to be, and nothing trails the last`() {
    let table = TextTable(
      headings: ["NAME", "DEPTH", "NOTE"],
      rows: [["resize", "12", "a"], ["r", "3", "much longer"], ["größe", "", ""]])
    #expect(
      table.text(TextStyle(isOn: false)) == """
        NAME    DEPTH  NOTE
        resize  12     a
        r       3      much longer
        größe   -      -

        """)
  }

  @Test func `a long cell is cut unless it is the last`() {
    let long = String(repeating: "x", count: 200)
    let lines = TextTable(headings: ["A", "B"], rows: [[long, long]])
      .text(TextStyle(isOn: false)).split(separator: "\n")
    #expect(lines[1] == "\(String(repeating: "x", count: 59))…  \(long)")
  }

  @Test func `what steers a terminal or breaks a line is shown, not obeyed`() {
    let text = TextTable(headings: ["A"], rows: [["x\n\u{1B}[31my"]]).text(TextStyle(isOn: false))
    #expect(text == "A\nx\\n\\u{1B}[31my\n")
  }

  @Test func `headings are bold on a terminal, cells are not`() {
    let text = TextTable(headings: ["A"], rows: [["x"]]).text(TextStyle(isOn: true))
    #expect(text == "\u{1B}[1mA\u{1B}[0m\nx\n")
  }
}
