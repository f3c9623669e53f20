/// Writes metrics in Prometheus' text format, version 0.0.4.
///
/// Source: prometheus.io, "Exposition formats", section "Text-based format".
package struct Exposition {
  /// The media type of the text.
  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  enum Kind: String {
    case counter, gauge, histogram
  }

  private(set) var bytes: [UInt8] = []

  mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    bytes += "# HELP \(name) ".utf8
    appendEscaped(help, escapesQuotes: false)
    bytes += "\n# TYPE \(name) \(kind.rawValue)\n".utf8
  }

  mutating func sample(_ name: String, _ names: [String], _ values: [String], _ value: String) {
    bytes += name.utf8
    for (index, label) in names.enumerated() {
      bytes += "\(index == 0 ? "{" : ",")\(label)=\"".utf8
      appendEscaped(values[index], escapesQuotes: true)
      bytes.append(UInt8(ascii: "\""))
    }
    if !names.isEmpty { bytes.append(UInt8(ascii: "}")) }
    bytes += " \(value)\n".utf8
  }

  /// - Parameter cells: the count of each bucket by itself, then the sum in nanoseconds.
  mutating func histogram(
    _ name: String, _ names: [String], _ values: [String], _ cells: [UInt64]
  ) {
    var count: UInt64 = 0
    for (bound, cell) in zip(HistogramBuckets.labels, cells) {
      count &+= cell
      sample(name + "_bucket", names + ["le"], values + [bound], String(count))
    }
    sample(name + "_sum", names, values, secondsText(cells[cells.count - 1]))
    sample(name + "_count", names, values, String(count))
  }

  /// Those of `samples` that have this name, each series once.
  mutating func gauges(_ name: GaugeName, _ samples: [GaugeSample]) {
    var seen: Set<[String]> = []
    let found = samples.filter { $0.name == name && seen.insert($0.labels).inserted }
    for gauge in found.sorted(by: { $0.labels.lexicographicallyPrecedes($1.labels) }) {
      sample(name.rawValue, name.labels, gauge.labels, numberText(gauge.value))
    }
  }

  /// The metrics of the process under the names that Prometheus' own clients use.
  mutating func process(_ process: ProcessMetrics) {
    for metric in process.metrics {
      guard let value = metric.value else { continue }
      family(metric.name, metric.kind, metric.help)
      sample(metric.name, [], [], numberText(value))
    }
  }

  private func numberText(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return Int64(exactly: value).map(String.init) ?? String(value)
  }

  private mutating func appendEscaped(_ text: String, escapesQuotes: Bool) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case UInt8(ascii: "\n"): bytes += "\\n".utf8
      case UInt8(ascii: "\"") where escapesQuotes: bytes += "\\\"".utf8
      default: bytes.append(byte)
      }
    }
  }
}
