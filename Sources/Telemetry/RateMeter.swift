import EventLoops
import Instants
import Synchronization

/// How fast a counter has grown over the last minute: remembers what all its series showed at some
/// moments of it, so that whoever counts has nothing more to do.
package final class RateMeter: Sendable {
  private struct Sample {
    var time: MonotonicTime
    /// By the places of the series.
    var values: [UInt64]
  }

  /// How often `sample` is to be called.
  package static let interval: Duration = .seconds(10)
  /// With those, the oldest is 60 to 70 seconds old.
  private static let maxSamples = 7

  private let registry: MetricRegistry
  private let name: CounterName
  private let samples = Mutex<[Sample]>([])

  package init(_ name: CounterName, of registry: MetricRegistry) {
    self.name = name
    self.registry = registry
  }

  /// Remembers what the series show now.
  package func sample(_ now: MonotonicTime) {
    let sample = Sample(time: now, values: registry.values(of: name))
    samples.withLock { samples in
      if samples.count == RateMeter.maxSamples { samples.removeFirst() }
      samples.append(sample)
    }
  }

  /// How much was counted a second, since a minute ago or the first sample.
  ///
  /// - Parameter readings: what series of the counter show now.
  package func rate(of readings: [CounterReading], _ now: MonotonicTime) -> Double {
    guard let oldest = samples.withLock({ $0.first }) else { return 0 }
    let grown = readings.reduce(UInt64(0)) { sum, reading in
      let before = reading.place < oldest.values.count ? oldest.values[reading.place] : 0
      return sum &+ (reading.value &- before)
    }
    // A moment after the start a rate would tell nothing.
    return Double(grown) / max(1, (now - oldest.time).inSeconds)
  }
}
