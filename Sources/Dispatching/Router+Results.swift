import CloudEvents
import Connectors
import EventLoops
import HTTPSyntax
import HTTPTransport
import Instants
import Routing
import Telemetry

extension Router {
  /// Hands a function's result to the `function` sources that listen to it.
  ///
  /// A result is the reply to a 200 or 201; the body of a 202 never is one.
  func passOn(
    _ reply: HTTPReply, of version: VersionID, cause: CloudEvent, trace: TraceContext?,
    _ snapshot: LoopCatalog
  ) async {
    let sources = snapshot.catalog.resultSources[version.index]
    guard !sources.isEmpty, reply.status == 200 || reply.status == 201 else { return }
    let event = result(reply, of: snapshot.entry(version).name, cause: cause)
    for source in sources {
      // What the function itself says of the trace is nearer to the truth than what it was told.
      let receipt = await accept(
        Arrival(event: event, source: source, trace: TraceContext(event) ?? trace))
      if receipt.verdict != .settled {
        services.log.error(
          "a function's result was not taken", LogField("source", source),
          LogField("event", event.id))
      }
    }
  }

  /// The reply as an event: the one it is, or one made of it.
  private func result(_ reply: HTTPReply, of function: String, cause: CloudEvent) -> CloudEvent {
    if let event = event(in: reply.headerLines, reply.body) { return event }
    var event = CloudEvent.wrapping(
      id: identifiers.next(at: loop.wallNow), source: "/functions/\(function)",
      type: "dev.patchbay.function.result", subject: cause.subject, time: loop.wallNow,
      contentType: contentType(reply.headerLines), data: reply.body.isEmpty ? nil : reply.body)
    event.extensions.append(
      ExtensionAttribute(name: "causationid", value: .string(cause.id)))
    return event
  }

  /// The CloudEvent that a function answered with; nil where it is none.
  func event(in headerLines: [UInt8], _ body: [UInt8]) -> CloudEvent? {
    if contentType(headerLines)?.lowercased().hasPrefix("application/cloudevents") == true {
      return try? CloudEvent(json: body.span)
    }
    var head: [UInt8] = []
    for line in lines(of: headerLines) where line.isAttribute || line.isContentType {
      head.append(contentsOf: line.text.utf8)
      head.append("\r\n")
    }
    return try? CloudEvent(storedHead: head.span, data: body.isEmpty ? nil : body)
  }

  /// The media type that an answer's header lines tell.
  func contentType(_ headerLines: [UInt8]) -> String? {
    lines(of: headerLines).first(where: \.isContentType).map {
      String($0.text.drop { $0 != ":" }.dropFirst().drop { $0 == " " })
    }
  }

  private func lines(of headerLines: [UInt8]) -> [HeaderLine] {
    String(decoding: headerLines, as: UTF8.self).split(separator: "\r\n")
      .map { HeaderLine(text: $0) }
  }
}

/// One header line of a reply.
private struct HeaderLine {
  var text: Substring

  var isContentType: Bool { text.prefix(13).lowercased() == "content-type:" }
  var isAttribute: Bool { text.prefix(3).lowercased() == "ce-" }
}
