/// A rule that feeds sources into functions, as declared.
package struct Association: Sendable, Hashable {
  package var name: AssociationName
  package var sources: [SourceName]
  /// At least one; several make a split by weight.
  package var destinations: [Weighted<FunctionReference>]
  package var mode: DeliveryMode
  package var filter: Filter?
  /// The attribute whose value is hashed for the split; nil means the event's id.
  package var sticky: String?
  /// Which of its deliveries go one after the other.
  package var order = DeliveryOrder.none
  /// Whether the filter holds a secret, so that `explain` must not quote it.
  package var hidesFilter = false

  package init(
    name: AssociationName, sources: [SourceName], destinations: [Weighted<FunctionReference>],
    mode: DeliveryMode, filter: Filter? = nil, sticky: String? = nil
  ) {
    self.name = name
    self.sources = sources
    self.destinations = destinations
    self.mode = mode
    self.filter = filter
    self.sticky = sticky
  }
}
