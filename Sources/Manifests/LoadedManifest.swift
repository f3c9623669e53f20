/// A manifest that was right, and what to watch to see it change.
package struct LoadedManifest: Sendable, Hashable {
  package var manifest: Manifest
  /// Every file that was read, those of `${file:PATH}` and certificates included.
  package var files: [String]
  /// Every folder whose files were merged.
  package var folders: [String]
}
