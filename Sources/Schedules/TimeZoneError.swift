/// Why bytes are not the rules of a time zone.
package enum TimeZoneError: Error, Sendable, Hashable {
  /// The bytes do not begin as a TZif file does.
  case notTZif
  /// A version 1 file: its 32-bit instants end in 2038.
  case tooOld
  /// More bytes than any zone has.
  case tooLong(limitBytes: Int)
  /// The file ends before what it announces.
  case truncated
  /// Instants count leap seconds (the `right/` zones); schedules run on civil time.
  case countsLeapSeconds
  /// Something in the file contradicts RFC 9636; in words.
  case malformed(String)
}
