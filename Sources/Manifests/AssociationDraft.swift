import Deliveries
import Routing

/// An association before its default mode is known, which depends on its sources.
struct AssociationDraft {
  var name: AssociationName
  var sources: [SourceName]
  var destinations: [Weighted<FunctionReference>]
  /// Nil where the manifest leaves it out.
  var mode: DeliveryMode?
  var filter: Filter?
  var sticky: String?
  var delivery: DeliveryPolicy
  var rate: PaceSpec?
  var dedupe: DedupeSpec?
  var resultRetention: Duration?
  var order = OrderDraft()
  var batch: BatchDraft?
  var concealed: Set<String> = []
}
