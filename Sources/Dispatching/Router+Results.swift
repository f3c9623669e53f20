import CloudEvents
import Connectors
import HTTPTransport
import Routing
import Telemetry

extension Router {
  /// Hands a function's result to the `function` sources that listen to it.
  ///
  /// A result is the reply to a 200 or 201; the body of a 202 never is one.
  func passOn(
    _ reply: HTTPReply, of version: VersionID, cause: CloudEvent, _ catalog: Catalog
  ) async {
    let sources = catalog.resultSources[version.index]
    guard !sources.isEmpty, reply.status == 200 || reply.status == 201 else { return }
    let event = result(reply, of: catalog.versions[version.index].name, cause: cause)
    for source in sources {
      let receipt = await accept(Arrival(event: event, source: source))
      if receipt.verdict != .settled {
        services.log.error(
          "a function's result was not taken", LogField("source", source),
          LogField("event", event.id))
      }
    }
  }

  private func result(_ reply: HTTPReply, of function: String, cause: CloudEvent) -> CloudEvent {
    if let event = CloudEvent(replyHeaders: reply.headerLines, body: reply.body) { return event }
    return CloudEvent(
      id: identifiers.next(at: loop.wallNow), source: "/functions/\(function)",
      type: "dev.patchbay.function.result", subject: cause.subject, time: loop.wallNow.rfc3339,
      dataContentType: nil,
      extensions: [ExtensionAttribute(name: "causationid", value: .string(cause.id))],
      data: reply.body.isEmpty ? nil : reply.body)
  }
}
