/// The value of one gauge now.
package struct GaugeSample: Sendable, Hashable {
  package var name: GaugeName
  /// One for each of the name's labels, in their order.
  package var labels: [String]
  package var value: Double

  package init(_ name: GaugeName, labels: [String], value: Double) {
    precondition(labels.count == name.labels.count, "\(name.rawValue) has other labels")
    self.name = name
    self.labels = labels
    self.value = value
  }
}
