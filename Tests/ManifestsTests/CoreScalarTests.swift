import Testing

@testable import Manifests

struct CoreScalarTests {
  @Test(
    arguments: [
      ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null),
      ("nULL", .string), ("true", .bool(true)), ("True", .bool(true)), ("FALSE", .bool(false)),
      ("yes", .string), ("no", .string), ("on", .string), ("off", .string), ("y", .string),
      ("0", .integer(0)), ("-12", .integer(-12)), ("+12", .integer(12)), ("0123", .integer(123)),
      ("0o17", .integer(15)), ("0x1F", .integer(31)), ("0x", .string), ("0x-1", .string),
      ("0b1", .string), ("1_000", .string), ("1.5", .number(1.5)), ("1.", .number(1)),
      (".5", .number(0.5)), ("-.5", .number(-0.5)), ("1e3", .number(1000)), ("1E-2", .number(0.01)),
      ("1e", .string), (".", .string), ("-", .string), ("+", .string), ("--1", .string),
      ("1.2.3", .string), ("3.1.1", .string), (".inf", .notFinite), ("-.INF", .notFinite),
      (".NaN", .notFinite), ("-.nan", .string), ("inf", .string), ("nan", .string),
      ("9223372036854775807", .integer(.max)),
      ("9223372036854775808", .number(9223372036854775808)),
      ("1e999", .notFinite), ("12:30:45", .string), ("2026-01-01", .string),
    ] as [(String, CoreScalar)])
  func `a plain scalar means what YAML's core schema says`(text: String, meaning: CoreScalar) {
    #expect(CoreScalar(text, isPlain: true) == meaning)
    #expect(CoreScalar(text, isPlain: false) == .string)
  }
}
