import CloudEvents
import JSONSyntax
import Routing

/// The associations that matched: one without an allocation, more in an array.
struct Matches {
  private(set) var first = AssociationID(index: 0)
  private var others: [AssociationID] = []
  private(set) var count = 0

  mutating func append(_ association: AssociationID) {
    if count == 0 { first = association } else { others.append(association) }
    count += 1
  }

  var all: [AssociationID] { count == 0 ? [] : [first] + others }
}

extension LoopCatalog {
  /// The associations that want an event.
  @inline(never)  // What matching needs beside it is no part of the task that waits for a function.
  func matches(_ event: CloudEvent, from source: SourceID) -> Matches {
    var wanted = Matches()
    var payload = Payload(parser: parseJSON)
    table.match(event, from: source, payload: &payload) { wanted.append($0) }
    return wanted
  }
}

/// What data filters read a payload with.
let parseJSON: Payload.Parser = { bytes in
  do throws(JSONError) {
    return try JSONValue(parsing: bytes)
  } catch {
    return nil
  }
}
