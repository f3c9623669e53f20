/// The file system as the loader sees it: two questions, answered by an edge or by a test.
package struct ManifestFiles {
  /// The names of what lies in a folder (its regular files); nil where the path is no folder.
  package var names: (_ path: String) -> Result<[String]?, Failure>
  /// The bytes of a file of at most that many bytes.
  package var contents: (_ path: String, _ limitBytes: Int) -> Result<[UInt8], Failure>
  /// The folder where relative paths begin, absolute.
  package var currentFolder: String

  /// Why there is nothing to read.
  package enum Failure: Error, Hashable {
    case missing
    case tooLarge
    /// In the system's words: `permission denied`.
    case unreadable(String)

    /// For problems, without a full stop.
    func words(limitBytes: Int) -> String {
      switch self {
      case .missing: "the file does not exist"
      case .tooLarge: "the file has more than \(ByteSize.written(limitBytes))"
      case .unreadable(let reason): "the file cannot be read: \(reason)"
      }
    }
  }

  package init(
    names: @escaping (_ path: String) -> Result<[String]?, Failure>,
    contents: @escaping (_ path: String, _ limitBytes: Int) -> Result<[UInt8], Failure>,
    currentFolder: String
  ) {
    self.names = names
    self.contents = contents
    self.currentFolder = currentFolder
  }
}
