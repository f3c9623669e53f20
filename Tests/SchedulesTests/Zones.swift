import Instants
import Schedules
import TestSupport
import Testing

/// The rules of a zone of this machine.
func zone(_ name: String) throws -> TimeZoneRules {
  let bytes = try #require(contents("/usr/share/zoneinfo/" + name), "tzdata is not installed")
  return try TimeZoneRules(tzif: bytes.span)
}

/// The bytes of a file; nil where it cannot be read.
func contents(_ path: String) -> [UInt8]? { try? readFile(path) }

func instant(_ text: String) throws -> WallTime {
  try #require(WallTime(rfc3339: text), "\(text) is no instant")
}
