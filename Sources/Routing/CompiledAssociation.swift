import CloudEvents

/// An association with its filter compiled and its references resolved.
struct CompiledAssociation: Sendable {
  /// What a destination stands for: a version, or an alias that splits once more.
  enum Destination: Sendable {
    case version(VersionID)
    case alias(Split<VersionID>)
  }

  var name: AssociationName
  var mode: DeliveryMode
  var filter: CompiledFilter?
  /// Whether the filter holds a secret.
  var hidesFilter: Bool
  var sticky: AttributeSelector?
  var order: DeliveryOrder
  var destinations: Split<Destination>

  /// What is hashed: the sticky attribute's text, or the event's id where it is absent.
  func key(of event: CloudEvent) -> String { sticky?.text(in: event) ?? event.id }
}
