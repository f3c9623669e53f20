/// How much a manifest may hold.
package struct ManifestLimits: Sendable, Hashable {
  /// Bytes of one file; 64 MiB, which 100,000 associations need not a third of.
  package var fileBytes = 64 * 1_048_576
  /// Maps and lists inside each other, the outermost counted.
  package var depth = 32
  /// Values of one file: texts, lists and maps.
  package var nodes = 5_000_000
  /// Bytes of a file that `${file:PATH}` brings in.
  package var secretFileBytes = 65_536
  /// Manifest files in one load.
  package var files = 10_000

  package init() {}
}
