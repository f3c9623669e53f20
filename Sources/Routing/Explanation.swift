/// What would become of an event, association by association, in the order of declaration.
package struct Explanation: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package var name: AssociationName
    package var matched: Bool
    package var mode: DeliveryMode
    /// The version that the split picks; nil where the association does not match.
    package var function: FunctionVersion?
    /// Why the filter matches or which term refuses, then why this version.
    package var reason: String
  }

  /// The associations of the event's source.
  package var associations: [Line]
}
