import AdminAPI
import EventLoops
import Manifests
import Routing
import Storage
import Synchronization
import Telemetry

extension Service {
  package func apply(_ bytes: [UInt8], isRehearsal: Bool) async throws(ApplyRefusal)
    -> AppliedManifest
  {
    // One after the other, and none beside a reload: what is compared with is what is replaced.
    try await turnstile.pass { () async throws(ApplyRefusal) in
      guard isReady, !isStopping else { throw .unready }
      let before = state.withLock { $0.channels }
      let file = try await offLoop { [source] in Service.file(of: source) }.get()
      let present = await offLoop { [source, ticketKeys] in
        Service.read(source, ticketKeys, before)
      }
      let loaded = state.withLock { $0.loaded }
      guard case .success(let (onDisk, _)) = present,
        onDisk.manifest == loaded.manifest || onDisk.files != loaded.files
      else { throw .changed(file) }
      let read = await offLoop { [source, ticketKeys] in
        Service.read(source.replacing(file, with: bytes), ticketKeys, before)
      }
      do throws(ServiceError) {
        let (new, channels) = try read.get()
        let place = try await offLoop { Service.place(file) }.get()
        let changes = await offLoop { [manifest] in manifest.changes(to: new.manifest) }
        if isRehearsal {
          _ = try connectors.prepare(new.manifest, paused: Set(store.pauses.keys))
        } else {
          try await adopt(new, channels) { () async throws(ServiceError) in
            try await offLoop { Service.write(bytes, to: place) }.get()
            log.info("a manifest was applied", LogField("file", file))
          }
        }
        return AppliedManifest(file: file, changes: changes)
      } catch {
        throw ApplyRefusal(error, file: file)
      }
    }
  }

  /// The one file that the manifest stands in; blocks.
  private static func file(of source: ManifestSource) -> Result<String, ApplyRefusal> {
    let files = source.files
    // What has gone, or is no file, the system says best.
    if files.isEmpty, let path = source.paths.first, case .failure(.system(let error)) = place(path)
    {
      return .failure(.unwritable(path, error))
    }
    guard files.count == 1 else {
      return .failure(
        .conflict(
          reason:
            "the router's manifest stands in \(files.count) files, and which of them this one "
            + "should replace nobody can say: change the files, which are watched"))
    }
    return .success(files[0])
  }

  private static func place(_ file: String) -> Result<FileReplacement, ServiceError> {
    do throws(EventLoopError) {
      return .success(try FileReplacement(of: file))
    } catch {
      return .failure(.system(error))
    }
  }

  private static func write(
    _ bytes: [UInt8], to file: FileReplacement
  ) -> Result<Void, ServiceError> {
    do throws(EventLoopError) {
      return .success(try file.write(bytes))
    } catch {
      return .failure(.system(error))
    }
  }
}

extension ApplyRefusal {
  fileprivate static func changed(_ file: String) -> ApplyRefusal {
    .conflict(
      reason: "the manifest in \(file) is not the one that the router goes by, and would be lost: "
        + "it has just changed, or is refused (the log says why); try again once it is taken, or "
        + "undo the change")
  }

  fileprivate static func unwritable(_ file: String, _ error: EventLoopError) -> ApplyRefusal {
    .conflict(
      reason: "the router can't write its manifest, \(file), and would lose this one at a restart "
        + "(\(error)): let its user write the file and its folder, or change the file, which is "
        + "watched, where it comes from")
  }

  /// Why the router can't be what a manifest says.
  fileprivate init(_ error: ServiceError, file: String) {
    switch error {
    case .manifest(let refusal): self = .invalid(refusal.problems, file: file)
    case .system(let error): self = .unwritable(file, error)
    case .source(let name, let reason):
      self = .invalid(
        [ManifestProblem(file: file, path: "sources.\(name)", found: reason)], file: file)
    case .tls, .store, .address, .openAdmin:
      self = .invalid([ManifestProblem(file: file, found: error.description)], file: file)
    }
  }
}
