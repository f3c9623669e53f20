import Synchronization

/// All series there are, and the shards in which they are counted.
///
/// Series are named once, when a catalog is loaded, and never go away: counters never go back.
package final class MetricRegistry: Sendable {
  /// Cells that each shard has room for, by default 1,048,576 (8 MiB of address space, of which
  /// only what is used takes memory). Series beyond share one cell that is not shown, and
  /// `patchbay_metrics_dropped_series` counts them.
  package static let defaultCapacity = 1_048_576

  private let version: String
  private let capacity: Int
  private let state = Mutex(State())

  private struct State {
    var counters: [CounterName: [Series]] = [:]
    var histograms: [HistogramName: [Series]] = [:]
    var cells: [Key: Int] = [:]
    /// The first cells stand for series that there was no room for.
    var usedCells = HistogramBuckets.cellCount
    var droppedSeries: Set<Key> = []
    var shards: [MetricShard] = []
    var gauges: [@Sendable () async -> [GaugeSample]] = []
  }

  private struct Key: Hashable {
    var name: String
    var labels: [String]
  }

  struct Series {
    var labels: [String]
    var cell: Int
  }

  /// - Parameter version: what `patchbay_build_info` shows.
  package init(version: String, capacity: Int = defaultCapacity) {
    precondition(capacity >= HistogramBuckets.cellCount, "a shard holds a histogram at least")
    self.version = version
    self.capacity = capacity
  }

  /// The counter with these label values; the same call gives the same counter.
  package func counter(_ name: CounterName, _ labels: String...) -> CounterID {
    precondition(labels.count == name.labels.count, "\(name.rawValue) has other labels")
    return state.withLock { state in
      let key = Key(name: name.rawValue, labels: labels)
      let (cell, isNew) = cell(for: key, count: 1, in: &state)
      if isNew { state.counters[name, default: []].append(Series(labels: labels, cell: cell)) }
      return CounterID(cell: cell)
    }
  }

  /// The histogram with these label values; the same call gives the same histogram.
  package func histogram(_ name: HistogramName, _ labels: String...) -> HistogramID {
    precondition(labels.count == name.labels.count, "\(name.rawValue) has other labels")
    return state.withLock { state in
      let key = Key(name: name.rawValue, labels: labels)
      let (cell, isNew) = cell(for: key, count: HistogramBuckets.cellCount, in: &state)
      if isNew { state.histograms[name, default: []].append(Series(labels: labels, cell: cell)) }
      return HistogramID(firstCell: cell)
    }
  }

  /// A shard for one more thread; it is kept for good, so that its counts stay in the sums.
  package func makeShard() -> MetricShard {
    let shard = MetricShard(capacity: capacity)
    state.withLock { $0.shards.append(shard) }
    return shard
  }

  /// Adds gauges: `provider` is asked for their values each time metrics are read, on the reader's
  /// loop. Where two give the same gauge, the first counts.
  package func addGauges(_ provider: @escaping @Sendable () async -> [GaugeSample]) {
    state.withLock { $0.gauges.append(provider) }
  }

  /// The series of a counter in which this label has this value, and what they show now.
  package func readings(
    of name: CounterName, where label: String, is value: String
  ) -> [CounterReading] {
    let index = name.labels.firstIndex(of: label)
    let (all, shards) = state.withLock { ($0.counters[name, default: []], $0.shards) }
    return all.enumerated().compactMap { place, series in
      guard let index, series.labels[index] == value else { return nil }
      return CounterReading(
        labels: series.labels, value: MetricRegistry.sum(series.cell, shards), place: place)
    }
  }

  /// The series of a histogram in which this label has this value, and what they show now.
  package func readings(
    of name: HistogramName, where label: String, is value: String
  ) -> [HistogramReading] {
    let index = name.labels.firstIndex(of: label)
    let (all, shards) = state.withLock { ($0.histograms[name, default: []], $0.shards) }
    return all.compactMap { series in
      guard let index, series.labels[index] == value else { return nil }
      let cells = (0..<HistogramBuckets.cellCount).map {
        MetricRegistry.sum(series.cell + $0, shards)
      }
      return HistogramReading(labels: series.labels, cells: cells)
    }
  }

  /// What all series of a counter show now, by their places.
  func values(of name: CounterName) -> [UInt64] {
    let (all, shards) = state.withLock { ($0.counters[name, default: []], $0.shards) }
    return all.map { MetricRegistry.sum($0.cell, shards) }
  }

  private static func sum(_ cell: Int, _ shards: [MetricShard]) -> UInt64 {
    shards.reduce(0) { $0 &+ $1.value(ofCell: cell) }
  }

  /// All metrics in the text format of `Exposition.contentType`.
  package func exposition() async -> [UInt8] {
    let providers = state.withLock { $0.gauges }
    var samples: [GaugeSample] = []
    for provider in providers { samples += await provider() }
    return exposition(gauges: samples, process: .read())
  }

  /// The same with values that are given.
  func exposition(gauges: [GaugeSample], process: ProcessMetrics) -> [UInt8] {
    let (counters, histograms, shards, dropped) = state.withLock {
      ($0.counters, $0.histograms, $0.shards, $0.droppedSeries.count)
    }
    func sum(_ cell: Int) -> UInt64 { MetricRegistry.sum(cell, shards) }
    var text = Exposition()
    for name in CounterName.allCases {
      text.family(name.rawValue, .counter, name.help)
      for series in counters[name, default: []].inOrder {
        text.sample(name.rawValue, name.labels, series.labels, String(sum(series.cell)))
      }
    }
    for name in HistogramName.allCases {
      text.family(name.rawValue, .histogram, name.help)
      for series in histograms[name, default: []].inOrder {
        let cells = (0..<HistogramBuckets.cellCount).map { sum(series.cell + $0) }
        text.histogram(name.rawValue, name.labels, series.labels, cells)
      }
    }
    for name in GaugeName.allCases {
      text.family(name.rawValue, .gauge, name.help)
      text.gauges(name, gauges)
    }
    text.family("patchbay_build_info", .gauge, "The version that runs.")
    text.sample("patchbay_build_info", ["version"], [version], "1")
    text.family(
      "patchbay_metrics_dropped_series", .gauge, "Series that there was no room to count.")
    text.sample("patchbay_metrics_dropped_series", [], [], String(dropped))
    text.process(process)
    return text.bytes
  }

  private func cell(for key: Key, count: Int, in state: inout State) -> (cell: Int, isNew: Bool) {
    if let cell = state.cells[key] { return (cell, false) }
    guard state.usedCells + count <= capacity else {
      if state.droppedSeries.count < 1_000 { state.droppedSeries.insert(key) }
      return (0, false)
    }
    let cell = state.usedCells
    state.usedCells += count
    state.cells[key] = cell
    return (cell, true)
  }
}

extension [MetricRegistry.Series] {
  /// By label values, so that each reading shows the same order.
  fileprivate var inOrder: [MetricRegistry.Series] {
    sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
  }
}
