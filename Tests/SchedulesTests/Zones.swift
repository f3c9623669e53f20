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

/// Random numbers that a seed repeats (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
