import Foundation

/// Files of the project, found from where this source file stands.
enum ProjectFiles {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Test data of others, which need not be there.
  static let conformanceData = "../shared/material/cloudevents-json"

  static func names(in folder: String) -> [String] {
    let path = root.appending(path: folder).path
    return (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appending(path: path)))
  }

  /// Whether `path`, which may lead out of the project, is there.
  static func exist(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// What a golden file holds; where the tests run with `UPDATE_GOLDEN=1`, `actual` becomes it.
  static func golden(_ path: String, _ actual: [UInt8]) throws -> [UInt8] {
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(actual).write(to: root.appending(path: path))
    }
    return try bytes(path)
  }
}
