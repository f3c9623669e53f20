/// How a delivery ended; the `outcome` label of `patchbay_deliveries_total`.
package enum DeliveryOutcome: String, Sendable, Hashable, CaseIterable {
  case success
  case failure
  case deadLetter = "dead_letter"
  case expired
  case cancelled
}
