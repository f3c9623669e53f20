import Manifests
import Routing
import Synchronization

/// What admissions know beyond one manifest: it outlives a reload.
package final class AdmissionMemory: Sendable {
  private let rings = Mutex<[HTTPAddress: KeyRing]>([:])
  private let limiters = Mutex<[SourceName: Limiter]>([:])

  private struct Limiter: Sendable {
    var spec: RateSpec
    var limiter: RateLimiter
  }

  package init() {}

  /// The same limiter for a source whose rate has not changed.
  func limiter(of source: SourceName, _ spec: RateSpec) -> RateLimiter {
    limiters.withLock { limiters in
      if let known = limiters[source], known.spec == spec { return known.limiter }
      let limiter = RateLimiter(spec)
      limiters[source] = Limiter(spec: spec, limiter: limiter)
      return limiter
    }
  }

  func ring(for spec: JWTSpec) -> KeyRing {
    switch spec.keys {
    case .secrets(let secrets):
      return KeyRing(
        KeySet(secrets.map { KeySet.Key(material: .shared(Array($0.revealed.utf8))) }))
    case .file(_, let text):
      do throws(KeySetError) {
        return KeyRing(try KeySet(Array(text.revealed.utf8).span))
      } catch {
        preconditionFailure("a key set is checked before its manifest is taken: \(error)")
      }
    case .address(let address): return ring(from: address)
    }
  }

  /// The same ring for the same address.
  private func ring(from address: HTTPAddress) -> KeyRing {
    rings.withLock { rings in
      if let ring = rings[address] { return ring }
      let ring = KeyRing(from: address)
      rings[address] = ring
      return ring
    }
  }

  /// The rings of keys that come from addresses.
  var addressed: [KeyRing] { rings.withLock { Array($0.values) } }

  /// Forgets what this manifest does not need.
  ///
  /// - Returns: the rings whose keys are to be fetched.
  package func settle(on manifest: Manifest) -> [KeyRing] {
    var limited = Set(manifest.sources.filter(\.hasRate).map(\.name))
    if manifest.invocations.rate != nil { limited.insert(Admission.invocations) }
    limiters.withLock { limiters in limiters = limiters.filter { limited.contains($0.key) } }
    var wanted = Set(manifest.sources.compactMap(\.keySetAddress))
    if let address = manifest.invocations.auth?.keySetAddress { wanted.insert(address) }
    return rings.withLock { rings in
      rings = rings.filter { wanted.contains($0.key) }
      return Array(rings.values)
    }
  }
}

extension SourceSpec {
  fileprivate var hasRate: Bool {
    guard case .http(let http) = kind else { return false }
    return http.admission.rate != nil
  }

  fileprivate var keySetAddress: HTTPAddress? {
    guard case .http(let http) = kind else { return nil }
    return http.admission.auth?.keySetAddress
  }
}
