/// The batches of an association, before it is known whether it is queued, and for what targets.
struct BatchDraft {
  var spec: BatchSpec
  /// Where the manifest asks for them.
  var field: FieldReader
}
