import CloudEvents
import Instants
import JSONSyntax
import Manifests
import Routing

extension LoopCatalog {
  /// What is the same in every record of one kind: members as JSON, ready to be copied.
  struct LedgerMembers {
    private enum Kind: Hashable {
      case answered, queued, delivered
    }

    private struct Key: Hashable {
      var kind: Kind
      var source: SourceID?
      var association: AssociationID?
      var version: VersionID
      var status: Int
      /// How many events went with it; 0 for one that went alone.
      var batch = 0
    }

    private var texts: [Key: [UInt8]] = [:]
    /// The one asked for last, which is mostly the next one, too.
    private var last: (key: Key, text: [UInt8])?

    /// Texts that are kept; statuses are a function's choice.
    private static let limit = 10_000
  }

  func answeredMembers(
    _ delivery: Delivery, from source: SourceID?, _ status: Int
  ) -> [UInt8] {
    ledgerMembers.answered(delivery, from: source, status, self)
  }

  func queuedMembers(_ delivery: Delivery, from source: SourceID?) -> [UInt8] {
    ledgerMembers.queued(delivery, from: source, self)
  }

  /// - Parameter batch: how many events went in one request; nil for one alone.
  func deliveredMembers(_ delivery: Delivery, _ status: Int, batch: Int?) -> [UInt8] {
    ledgerMembers.delivered(delivery, status, batch: batch ?? 0, self)
  }

  /// The manifest that decides.
  var stampMembers: [JSONMember] {
    let stamp = catalog.stamp
    return [
      JSONMember(
        "catalog",
        [
          "generation": .integer(Int64(stamp.generation)),
          "since": .integer(stamp.since.millisecondsSinceEpoch),
        ])
    ]
  }

  func name(of source: SourceID) -> String { catalog.manifest.sources[source.index].name.text }

  /// The source that an event of a stored delivery came from, as far as that can be told.
  func origin(of event: CloudEvent, _ association: AssociationID?) -> SourceID? {
    guard let association else { return nil }
    let sources = catalog.associations[association.index].rule.sources
    if sources.count == 1 { return table.id(of: sources[0]) }
    let source = sources.first { event.source == "/sources/\($0)" }
    return source.flatMap { table.id(of: $0) }
  }
}

extension LoopCatalog.LedgerMembers {
  mutating func answered(
    _ delivery: Delivery, from source: SourceID?, _ status: Int, _ catalog: LoopCatalog
  ) -> [UInt8] {
    text(.answered, delivery, source, status, catalog) { members in
      [JSONMember("step", "attempt")] + catalog.origin(source) + members + [
        JSONMember("mode", "sync"), JSONMember("status", .integer(Int64(status))),
        JSONMember("then", "answered"), JSONMember("took", 0),
      ]
    }
  }

  mutating func queued(
    _ delivery: Delivery, from source: SourceID?, _ catalog: LoopCatalog
  ) -> [UInt8] {
    text(.queued, delivery, source, 0, catalog) { members in
      [JSONMember("step", "queued")] + catalog.origin(source) + members + [JSONMember("due", 0)]
    }
  }

  mutating func delivered(
    _ delivery: Delivery, _ status: Int, batch: Int, _ catalog: LoopCatalog
  ) -> [UInt8] {
    text(.delivered, delivery, nil, status, batch: batch, catalog) { members in
      [JSONMember("step", "attempt")] + members + [
        JSONMember("mode", "queued"), JSONMember("number", 1),
      ] + (batch > 0 ? [JSONMember("batch", .integer(Int64(batch)))] : []) + [
        JSONMember("status", .integer(Int64(status))), JSONMember("then", "delivered"),
        JSONMember("took", 0),
      ]
    }
  }

  private mutating func text(
    _ kind: Kind, _ delivery: Delivery, _ source: SourceID?, _ status: Int, batch: Int = 0,
    _ catalog: LoopCatalog, _ compose: ([JSONMember]) -> [JSONMember]
  ) -> [UInt8] {
    let key = Key(
      kind: kind, source: source, association: delivery.association, version: delivery.version,
      status: status, batch: batch)
    if let last, last.key == key { return last.text }
    let text = texts[key] ?? LoopCatalog.LedgerMembers.written(compose(catalog.names(delivery)))
    if texts.count < Self.limit { texts[key] = text }
    last = (key, text)
    return text
  }

  /// Without the braces, and without the zero that stands for the last value.
  private static func written(_ members: [JSONMember]) -> [UInt8] {
    var bytes: [UInt8] = []
    JSONValue.object(members).append(to: &bytes)
    return Array(bytes.dropFirst().dropLast(2))
  }
}

extension LoopCatalog {
  fileprivate func origin(_ source: SourceID?) -> [JSONMember] {
    (source.map { [JSONMember("source", .string(name(of: $0)))] } ?? []) + stampMembers
  }

  fileprivate func names(_ delivery: Delivery) -> [JSONMember] {
    let association = delivery.association.map { table.name(of: $0).text }
    return [
      JSONMember("association", association.map { .string($0) } ?? .null),
      JSONMember("function", .string(entry(delivery.version).name)),
    ]
  }
}
