/// Why a manifest was not loaded: everything that is wrong with it.
package struct ManifestRefusal: Error, Hashable {
  /// At least one; sorted by file and place.
  package var problems: [ManifestProblem]
  /// Every file that was read or should have been: a change in one may mend the manifest.
  package var files: [String]
  /// Every folder whose files were merged.
  package var folders: [String]
}
