/// The version of this product: the one place where it stands.
package enum ProductVersion {
  /// What `patchbay version` and the metric `patchbay_build_info` tell.
  package static let current = "0.1.0"
}
