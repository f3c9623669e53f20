import EventLoops
import Manifests
import TLS

/// The TLS contexts that a manifest needs, made from the files as they were at that time.
struct SecureChannels: Sendable {
  private var listenerChannel: Channel<ListenerTLSSpec, TLSServerContext>?
  private var targetChannels: [TargetTLSSpec: Channel<TargetTLSSpec, TLSClientContext>] = [:]
  private var includesAdmin = false

  /// A context, and what it was made from.
  private struct Channel<Spec: Hashable & Sendable, Context: AnyObject & Sendable>: Sendable {
    var spec: Spec
    var files: [FileFingerprint?]
    var context: Context

    func isMade(from spec: Spec, _ files: [FileFingerprint?]) -> Bool {
      self.spec == spec && self.files == files
    }
  }

  /// Reads the files; blocks, so not on a loop.
  ///
  /// - Parameter before: what runs now: it stays where its files have not changed.
  /// - Throws: `ServiceError.tls` where a file can't be used.
  init(
    _ manifest: Manifest, keys: TicketKeys, before: SecureChannels? = nil
  ) throws(ServiceError) {
    if let spec = manifest.tls {
      let files = SecureChannels.fingerprints(spec.files)
      if let old = before?.listenerChannel, old.isMade(from: spec, files) {
        listenerChannel = old
      } else {
        let context = try SecureChannels.context(spec, keys)
        listenerChannel = Channel(spec: spec, files: files, context: context)
      }
      includesAdmin = spec.admin
    }
    for spec in manifest.targetTLS where targetChannels[spec] == nil {
      let files = SecureChannels.fingerprints(spec.files)
      if let old = before?.targetChannels[spec], old.isMade(from: spec, files) {
        targetChannels[spec] = old
      } else {
        let context = try SecureChannels.context(spec)
        targetChannels[spec] = Channel(spec: spec, files: files, context: context)
      }
    }
  }

  /// For `--listen`; nil for plain HTTP.
  var listener: TLSServerContext? { listenerChannel?.context }
  /// For `--admin`; nil for plain HTTP.
  var admin: TLSServerContext? { includesAdmin ? listener : nil }
  /// For the targets.
  var targets: [TargetTLSSpec: TLSClientContext] { targetChannels.mapValues(\.context) }

  /// Whether nothing was made anew.
  func isSame(as other: SecureChannels) -> Bool {
    listener === other.listener && includesAdmin == other.includesAdmin
      && targetChannels.count == other.targetChannels.count
      && targetChannels.allSatisfy { $1.context === other.targetChannels[$0]?.context }
  }

  private static func fingerprints(_ files: [String]) -> [FileFingerprint?] {
    files.map { FileFingerprint(path: $0) }
  }

  private static func context(
    _ spec: ListenerTLSSpec, _ keys: TicketKeys
  ) throws(ServiceError) -> TLSServerContext {
    do throws(TLSError) {
      return try TLSServerContext(TLSServerSettings(spec), keys: keys)
    } catch {
      throw .tls(reason: "the listener: \(error)")
    }
  }

  private static func context(_ spec: TargetTLSSpec) throws(ServiceError) -> TLSClientContext {
    do throws(TLSError) {
      return try TLSClientContext(TLSClientSettings(spec))
    } catch {
      throw .tls(reason: "a target: \(error)")
    }
  }
}

extension Manifest {
  /// What is said of the `https://` targets.
  fileprivate var targetTLS: [TargetTLSSpec] {
    allFunctions.flatMap(\.versionSpecs).compactMap(\.target.tls)
  }
}
