import Routing

/// Everything a user declares, checked: every reference in it points somewhere.
///
/// Functions, sources and associations stand in the order of their declaration.
package struct Manifest: Sendable, Hashable {
  package var functions: [FunctionSpec]
  package var sources: [SourceSpec]
  package var associations: [AssociationSpec]
  /// Who may invoke functions by `/function/…` and `/async-function/…`.
  package var invocations: AdmissionSpec
  package var admin: AdminSpec
  /// nil where `--listen` speaks plain HTTP.
  package var tls: ListenerTLSSpec?
  package var tracing: TracingMode
  package var ledger: LedgerSpec
  package var history: HistorySpec
  package var results: ResultsSpec
  package var callbacks: CallbacksSpec

  package init(
    functions: [FunctionSpec] = [], sources: [SourceSpec] = [],
    associations: [AssociationSpec] = [], invocations: AdmissionSpec = AdmissionSpec(),
    admin: AdminSpec = AdminSpec(), tls: ListenerTLSSpec? = nil,
    tracing: TracingMode = .propagate, ledger: LedgerSpec = LedgerSpec(),
    history: HistorySpec = HistorySpec(), results: ResultsSpec = ResultsSpec(),
    callbacks: CallbacksSpec = .local
  ) {
    self.invocations = invocations
    self.admin = admin
    self.functions = functions
    self.sources = sources
    self.associations = associations
    self.tls = tls
    self.tracing = tracing
    self.ledger = ledger
    self.history = history
    self.results = results
    self.callbacks = callbacks
  }
}
