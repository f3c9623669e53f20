import Deliveries
import Routing

extension MappingReader {
  /// Reads `order` and `onKeyFailure` of an association.
  mutating func order() -> OrderDraft {
    var draft = OrderDraft()
    draft.field = value(of: "order")
    let order = optional("order") { $0.choice(DeliveryOrder.self) }
    let failure = optional("onKeyFailure") { $0.choice(KeyFailure.self) }
    if order == .key, value(of: "sticky") == nil {
      draft.field?.refuse(
        "found `key`, but nothing says what the key is",
        allowed: "`key` beside `sticky`, the attribute that is the key")
    }
    if failure != nil, order == nil || order == DeliveryOrder.none,
      let field = value(of: "onKeyFailure")
    {
      field.refuse(
        "found \(field.kind) without an order",
        allowed: "`onKeyFailure` beside `order: key` or `order: source`")
    }
    draft.order = order ?? .none
    draft.onKeyFailure = failure ?? .skip
    return draft
  }
}
