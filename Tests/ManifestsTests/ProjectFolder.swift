@testable import YAML

/// Files of the project, found from where this file lies.
enum ProjectFolder {
  static let path = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    .dropLast(3).joined(separator: "/")

  /// The names of the files in a folder of the project, sorted.
  static func names(in folder: String) -> [String] {
    guard case .success(let names?) = LocalFiles.names(in: "\(path)/\(folder)") else { return [] }
    return names.sorted()
  }

  static func bytes(of file: String) -> [UInt8] {
    guard
      case .success(let bytes) = LocalFiles.contents(of: "\(path)/\(file)", limitBytes: 1 << 26)
    else { return [] }
    return bytes
  }
}
