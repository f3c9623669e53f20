import Deliveries
import JSONSyntax
import Routing

extension AssociationSpec {
  /// The association's name, then its parts as a manifest writes them; secrets are `***`.
  package var json: JSONValue {
    var members = [
      JSONMember("from", .strings(rule.sources.map(\.text))),
      JSONMember("to", .array(rule.destinations.map(\.json))),
      JSONMember("mode", .string(rule.mode.rawValue)),
    ]
    if let filter = rule.filter { members.append(JSONMember("filter", filter.json)) }
    if let sticky = rule.sticky { members.append(JSONMember("sticky", .string(sticky))) }
    if rule.order != .none {
      members.append(JSONMember("order", .string(rule.order.rawValue)))
      members.append(JSONMember("onKeyFailure", .string(onKeyFailure.rawValue)))
    }
    if let rate { members.append(JSONMember("rate", rate.json)) }
    if let dedupe {
      members.append(
        JSONMember(
          "dedupe",
          .object([
            JSONMember("window", .duration(dedupe.window)),
            JSONMember("by", .string(dedupe.attribute ?? "id")),
          ])))
    }
    if let resultRetention { members.append(JSONMember("results", .duration(resultRetention))) }
    if let batch { members.append(JSONMember("batch", batch.json)) }
    members.append(JSONMember("delivery", delivery.json))
    if let onSuccess { members.append(JSONMember("onSuccess", onSuccess.json)) }
    if let onFailure { members.append(JSONMember("onFailure", onFailure.json)) }
    guard case .object(let shown) = JSONValue.object(members).concealing(concealedPaths) else {
      return .object([JSONMember("name", .string(rule.name.text))])
    }
    return .object([JSONMember("name", .string(rule.name.text))] + shown)
  }

  /// A filter may be nested otherwise than it was declared, so that it is concealed as a whole.
  private var concealedPaths: Set<String> {
    Set(concealed.map { $0.hasPrefix("filter") ? "filter" : $0 })
  }
}

extension Weighted<FunctionReference> {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("function", .string(choice.description)),
      JSONMember("weight", .number(weight)),
    ])
  }
}

extension BatchSpec {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("size", .integer(Int64(size))), JSONMember("window", .duration(window)),
      JSONMember("bytes", .size(bytes)), JSONMember("bisect", .bool(isBisected)),
    ])
  }
}

extension DeliveryPolicy {
  fileprivate var json: JSONValue {
    var members = [
      JSONMember("retries", .integer(Int64(retries))),
      JSONMember("backoff", .string(backoff.rawValue)),
      JSONMember("jitter", .string(jitter.rawValue)),
      JSONMember("retryOn", .strings(retryOn.map(\.written))),
      JSONMember("delay", .duration(delay)),
      JSONMember("maxDelay", .duration(maxDelay)),
      JSONMember("retryAfterMax", .duration(retryAfterMax)),
    ]
    if firstAttemptAfter > .zero {
      members.append(JSONMember("firstAttemptAfter", .duration(firstAttemptAfter)))
    }
    if let maxAge { members.append(JSONMember("maxAge", .duration(maxAge))) }
    if let timeout { members.append(JSONMember("timeout", .duration(timeout))) }
    return .object(members + [JSONMember("deadLetter", .bool(deadLetter))])
  }
}
