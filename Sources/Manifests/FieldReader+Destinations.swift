extension FieldReader {
  /// `{ function: NAME }`, or the function itself, or `{ http: URL }`.
  func destinationOfEnds() -> DestinationSpec? {
    let allowed = "a function, or `{ http: URL }`"
    switch node.content {
    case .mapping, .refused: return mapped()
    case .sequence:
      refuseKind(allowed: allowed)
      return nil
    case .scalar(let text, _):
      guard text.contains("://") else { return functionReference().map { .function($0) } }
      refuse("found a URL", allowed: allowed, hint: "Write `{ http: URL }`.")
      return nil
    }
  }

  private func mapped() -> DestinationSpec? {
    mapping { map in
      switch map.only(of: ["function", "http"]) {
      case (key: "function", let value)?:
        map.misplaced(httpKeys, hint: "They belong to `http`.")
        return value.functionReference().map { .function($0) }
      case (key: "http", let value)?:
        guard case .http(let spec)? = httpTarget(value.address(), &map) else { return nil }
        guard spec.format != .passthrough else {
          map.value(of: "format")?.refuse(
            "found `passthrough`: an end is no request that came",
            allowed: "`binary` or `structured`")
          return nil
        }
        return .http(spec)
      default:
        // What would be right beside `http` is not spoken of.
        for key in httpKeys { _ = map.value(of: key) }
        return nil
      }
    }
  }

  private var httpKeys: [String] { ["format", "headers", "tls", "connections"] }
}
