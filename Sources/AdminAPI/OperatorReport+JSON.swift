import JSONSyntax
import Storage

extension OperatorReport {
  /// `{"matched":3,"redriven":1,"dryRun":false,"left":[{"reason":…,"count":2,"ids":[…]}]}`.
  ///
  /// - Parameter done: what was done, as the member is called.
  package func json(_ done: String, isRehearsal: Bool) -> JSONValue {
    .object([
      JSONMember("matched", .integer(Int64(matched))),
      JSONMember(done, .integer(Int64(self.done))),
      JSONMember("dryRun", .bool(isRehearsal)),
      JSONMember(
        "left",
        .array(
          left.map { remainder in
            [
              "reason": .string(remainder.reason),
              "count": .integer(Int64(remainder.count)),
              "ids": .array(remainder.ids.map { .string($0) }),
            ]
          })),
    ])
  }
}
