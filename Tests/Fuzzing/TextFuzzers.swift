import HTTPSyntax
import Instants

@testable import Manifests
@testable import Schedules

/// Short texts of manifests and headers: durations, sizes, placeholders and dates.
func fuzzText(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  checkDurations(text)
  if let size = ByteSize.bytes(text) {
    precondition(text.utf8.allSatisfy { $0 < 0x80 })
    precondition(ByteSize.bytes(ByteSize.written(size)) == size)
  }
  checkPlaceholders(text)
  checkDates(text, bytes)
}

private func checkDurations(_ text: String) {
  if let duration = Duration(written: text) {
    precondition(duration >= .zero && text.utf8.allSatisfy { $0 < 0x80 })
    precondition(Duration(written: duration.written) == duration, "\(duration.written)")
  }
  if let nanoseconds = GoDuration.nanoseconds(Array(text.utf8)[...]) {
    precondition(nanoseconds >= 0)
  }
}

/// The parts, written again, have the same parts.
private func checkPlaceholders(_ text: String) {
  guard let parts = Placeholders.parts(of: text) else {
    precondition(!text.utf8.elementsEqual("${".utf8))
    return
  }
  let written = parts.map { part in
    switch part {
    case .text(let text): escaped(text)
    case .environment(let name): "${env:\(name)}"
    case .file(let path): "${file:\(path)}"
    case .malformed(let whole): whole
    }
  }.joined()
  precondition(Array(written.utf8) == Array(text.utf8), "\(parts)")
}

/// With `$${` for `${`.
private func escaped(_ text: String) -> String {
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    if byte == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "$") {
      bytes.append(UInt8(ascii: "$"))
    }
    bytes.append(byte)
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func checkDates(_ text: String, _ bytes: [UInt8]) {
  if let time = WallTime(rfc3339: text) {
    precondition(WallTime(rfc3339: time.rfc3339) == time)
    for offset in [-86_399, -12_345, 0, 3_600, 86_399] {
      let local = time.rfc3339(offsetSeconds: offset)
      precondition(WallTime(rfc3339: local) == time, "\(local)")
    }
  }
  let now = WallTime(secondsSinceEpoch: 1_800_000_000)
  if let time = HTTPDate.parse(bytes.span, now: now) {
    precondition(bytes.allSatisfy { $0 < 0x80 })
    var written: [UInt8] = []
    HTTPDate.append(time, to: &written)
    precondition(written.count == 29 && HTTPDate.parse(written.span, now: now) == time)
  }
}
