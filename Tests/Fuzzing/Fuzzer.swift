/// A parser and what must hold for whatever bytes it is given: it ends, does not trap, and gives
/// the same answer however the bytes are cut.
///
/// To add one: write a function that takes the bytes, name it here, add its module to the target
/// `fuzz` in Package.swift, and give `Tests/Fuzzing/run` its seeds.
struct Fuzzer: Sendable {
  var name: String
  var run: @Sendable ([UInt8]) -> Void

  static let all = [
    Fuzzer(name: "request", run: fuzzRequestHead),
    Fuzzer(name: "response", run: fuzzResponseHead),
    Fuzzer(name: "chunks", run: fuzzChunkedBody),
    Fuzzer(name: "target", run: fuzzTarget),
    Fuzzer(name: "address", run: fuzzAddress),
    Fuzzer(name: "json", run: fuzzJSON),
    Fuzzer(name: "event", run: fuzzEvent),
    Fuzzer(name: "event-batch", run: fuzzEventBatch),
    Fuzzer(name: "event-head", run: fuzzEventHead),
    Fuzzer(name: "schedule", run: fuzzSchedule),
    Fuzzer(name: "posix-zone", run: fuzzPosixTimeZone),
    Fuzzer(name: "tzif", run: fuzzTZif),
    Fuzzer(name: "manifest-yaml", run: fuzzManifestYAML),
    Fuzzer(name: "manifest-json", run: fuzzManifestJSON),
    Fuzzer(name: "topic-filter", run: fuzzTopicFilter),
    Fuzzer(name: "http-path", run: fuzzHTTPPath),
    Fuzzer(name: "text", run: fuzzText),
    Fuzzer(name: "signature", run: fuzzSignature),
    Fuzzer(name: "token", run: fuzzToken),
  ]
}
