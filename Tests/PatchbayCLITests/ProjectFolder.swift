/// Where the sample manifests are.
enum ProjectFolder {
  static let path = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

  static func trigger(_ name: String) -> String { "\(path)/Triggers/\(name)" }
}
