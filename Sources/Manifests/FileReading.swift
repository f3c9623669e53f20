/// The file that a value stands in.
final class FileReading {
  /// As the user named it, for problems.
  let name: String
  /// The folder it lies in, absolute: relative paths in it begin here.
  let folder: String
  /// It holds this file by the values that it has noted.
  unowned let reading: ManifestReading

  init(name: String, folder: String, reading: ManifestReading) {
    self.name = name
    self.folder = folder
    self.reading = reading
  }

  /// The path as an absolute one.
  func absolute(_ path: String) -> String { FilePath.joined(folder, path) }
}
