import EventLoops
import Manifests
import Synchronization

extension Service {
  /// Looks at the manifest's files once a second, until cancelled.
  func watchFiles() async {
    var seen = await fingerprints()
    while (try? await workers[0].loop.sleep(for: .seconds(1))) != nil {
      let now = await fingerprints()
      if now != seen {
        await reload()
        // What changes while files are read (a certificate first, then its key) is seen next time.
        seen = await fingerprints().merging(now) { _, before in before }
          .filter { [paths = watchedPaths] in paths.contains($0.key) }
      }
    }
  }

  private func fingerprints() async -> [String: FileFingerprint?] {
    let paths = watchedPaths
    return await offLoop {
      Dictionary(uniqueKeysWithValues: paths.map { ($0, FileFingerprint(path: $0)) })
    }
  }

  private var watchedPaths: Set<String> {
    state.withLock { Set($0.loaded.files + $0.loaded.folders) }
  }
}
