import Routing

/// What the readers of one load share: what they may look at, and what they found.
final class ManifestReading {
  let environment: (String) -> String?
  let files: ManifestFiles
  let checks: ManifestChecks
  let limits: ManifestLimits

  var problems: [ManifestProblem] = []
  var functions = Section<FunctionDraft>()
  var sources = Section<SourceSpec?>()
  var associations = Section<AssociationDraft?>()
  /// The `invocations` section, where there is one.
  var invocations: RouterSection<AdmissionSpec>?
  var admin = AdminSpec()
  /// The `tls` section, where there is one.
  var tls: RouterSection<ListenerTLSSpec>?
  /// The word `tracing`, where there is one.
  var tracing: RouterSection<TracingMode>?
  /// The `ledger` section, where there is one.
  var ledger: RouterSection<LedgerSpec>?
  /// The `history` section, where there is one.
  var history: RouterSection<HistorySpec>?
  /// The `results` section, where there is one.
  var results: RouterSection<ResultsSpec>?
  /// The `callbacks` section, where there is one.
  var callbacks: RouterSection<CallbacksSpec>?
  var functionUses: [FunctionUse] = []
  var sourceUses: [SourceUse] = []
  private var spelling = Spelling()
  private var concealed: Set<String> = []
  private var secretFiles: [String: Result<String, FileFault>] = [:]
  private var watchedFiles: Set<String> = []

  /// A place that names a function.
  struct FunctionUse {
    let reference: FunctionReference
    let text: FieldText
    let field: FieldReader
  }

  /// A place that names a source.
  struct SourceUse {
    let name: SourceName
    let text: FieldText
    let field: FieldReader
  }

  /// A section that is no map from names to items.
  struct RouterSection<Spec> {
    /// nil where it could not be read.
    let spec: Spec?
    /// `file:line:column`.
    let place: String
  }

  /// Why `${file:PATH}` brought nothing, in words.
  struct FileFault: Error {
    let found: String
  }

  init(
    environment: @escaping (String) -> String?, files: ManifestFiles, checks: ManifestChecks,
    limits: ManifestLimits
  ) {
    self.environment = environment
    self.files = files
    self.checks = checks
    self.limits = limits
  }

  /// The files that placeholders and other values have named so far, sorted.
  var namedFiles: [String] { watchedFiles.union(secretFiles.keys).sorted() }

  /// Notes a file that belongs to what is declared, though others read it.
  func watch(_ path: String) { watchedFiles.insert(path) }

  /// A hint that names the nearest candidate, or nil where none is near.
  func hint(for text: String, among candidates: some Collection<String>) -> String? {
    nearest(to: text, among: candidates).map { "Did you mean \($0.shown)?" }
  }

  func nearest(to text: String, among candidates: some Collection<String>) -> String? {
    spelling.nearest(to: text, among: candidates)
  }

  /// Notes that the value at `path` (inside a declared item) came from a placeholder.
  func conceal(_ path: FieldPath) { concealed.insert(path.insideItem) }

  /// Returns what was noted since the last call.
  func takeConcealed() -> Set<String> {
    guard !concealed.isEmpty else { return [] }
    defer { concealed = [] }
    return concealed
  }

  /// The text of a file that `${file:PATH}` names, without one newline at its end.
  func secretFile(_ path: String) -> Result<String, FileFault> {
    if let known = secretFiles[path] { return known }
    let result = readSecretFile(path)
    secretFiles[path] = result
    return result
  }

  private func readSecretFile(_ path: String) -> Result<String, FileFault> {
    switch files.contents(path, limits.secretFileBytes) {
    case .failure(let failure):
      return .failure(FileFault(found: failure.words(limitBytes: limits.secretFileBytes)))
    case .success(var bytes):
      if bytes.last == UInt8(ascii: "\n") {
        bytes.removeLast()
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
      }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return .failure(FileFault(found: "the file is not UTF-8"))
      }
      return .success(text)
    }
  }
}
