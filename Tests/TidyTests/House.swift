import Foundation

/// The package's files, read once.
struct House {
  static let shared = House(
    root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent())

  var root: URL
  var sources: [SourceFile]

  init(root: URL) {
    self.root = root
    sources = []
    for folder in ["Sources", "Tests", "Fixtures"] {
      for path in Self.files(under: folder, of: root) where path.hasSuffix(".swift") {
        sources.append(SourceFile(path: path, text: Self.text(path, of: root) ?? ""))
      }
    }
  }

  /// Paths from the root of all files in a folder, sorted; none where there is no folder.
  func files(under folder: String) -> [String] { Self.files(under: folder, of: root) }

  /// nil where the file is missing or no UTF-8.
  func text(_ path: String) -> String? { Self.text(path, of: root) }

  private static func files(under folder: String, of root: URL) -> [String] {
    let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    return (names?.compactMap { $0 as? String } ?? [])
      .filter { name in
        let path = root.appending(path: folder).appending(path: name).path
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type] as? FileAttributeType == .typeRegular
      }
      .map { "\(folder)/\($0)" }.sorted()
  }

  private static func text(_ path: String, of root: URL) -> String? {
    try? String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}
