import Deliveries
import Routing

/// The order of an association's deliveries, before it is known whether they are queued.
struct OrderDraft {
  var order = DeliveryOrder.none
  var onKeyFailure = KeyFailure.skip
  /// Where the manifest says it; nil where it says nothing.
  var field: FieldReader?
}
