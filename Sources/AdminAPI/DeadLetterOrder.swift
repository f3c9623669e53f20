import Instants
import JSONSyntax
import Manifests
import Storage

/// What the body of `POST /v1/dead-letters:redrive` or `:purge` asks for.
///
/// `{"ids":[…]}`, filters such as `{"function":"resize","since":"2h"}`, or `{"all":true}`; one of
/// them must be there, so that nobody empties the list by accident.
struct DeadLetterOrder {
  enum Kind: Sendable, Hashable {
    case redrive, purge
  }

  private(set) var redrive = RedriveOrder(DeadLetterQuery())
  private var isAll = false

  /// - Throws: `BadRequest` for a body that is not exactly of this form.
  init(_ body: [UInt8], _ kind: Kind, now: WallTime) throws(BadRequest) {
    let allowed = DeadLetterOrder.names(kind)
    guard let members = (try? JSONValue(parsing: body.span))?.object else {
      throw BadRequest("the body is a JSON object with some of \(allowed.joined(separator: ", "))")
    }
    for member in members {
      guard allowed.contains(member.name) else {
        throw BadRequest(
          "unknown member `\(member.name.escapingControls)`; allowed: "
            + allowed.joined(separator: ", "))
      }
      try take(member, now)
    }
    guard isAll || !redrive.query.isEmpty else {
      throw BadRequest("say which: ids, filters, or \"all\": true")
    }
    guard !isAll || redrive.query.isEmpty else {
      throw BadRequest("\"all\" stands alone, without ids and filters")
    }
  }

  static func names(_ kind: Kind) -> [String] {
    let common = ["ids"] + DeadLetterQuery.filterNames + ["all", "dryRun"]
    return kind == .redrive ? common + ["again", "rate"] : common
  }

  private mutating func take(_ member: JSONMember, _ now: WallTime) throws(BadRequest) {
    switch member.name {
    case "ids":
      let ids = member.value.array?.compactMap(\.string) ?? []
      let isRight =
        ids.count == member.value.array?.count && (1...DeadLetterQuery.maxIDs).contains(ids.count)
      guard isRight else {
        throw BadRequest("\"ids\" is a list of 1 to \(DeadLetterQuery.maxIDs) texts")
      }
      redrive.query.ids = ids
    case "all": isAll = try bool(member)
    case "dryRun": redrive.isRehearsal = try bool(member)
    case "again": redrive.isRepeated = try bool(member)
    case "rate":
      guard let text = member.value.string, let rate = RateSpec.read(text) else {
        throw BadRequest("\"rate\" is a text such as \"10/s\", \"30/m\" or \"5/h\"")
      }
      redrive.spacing = .seconds(rate.period.seconds) / rate.limit
    default:
      guard let text = member.value.string else {
        throw BadRequest("\"\(member.name)\" is a text")
      }
      if let allowed = redrive.query.take(member.name, text, now: now) {
        throw BadRequest("\"\(member.name)\" is \(allowed)")
      }
    }
  }

  private func bool(_ member: JSONMember) throws(BadRequest) -> Bool {
    guard let value = member.value.bool else {
      throw BadRequest("\"\(member.name)\" is true or false")
    }
    return value
  }
}
