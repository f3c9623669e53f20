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
  var onSuccess: DestinationSpec?
  var onFailure: DestinationSpec?
  var concealed: Set<String> = []

  /// Those that may get an event because of it: each event, or the end of its delivery.
  var functions: [FunctionName] {
    let ends = [onSuccess, onFailure].compactMap { destination -> FunctionName? in
      guard case .function(let reference)? = destination else { return nil }
      return reference.function
    }
    return destinations.map(\.choice.function) + ends
  }
}
