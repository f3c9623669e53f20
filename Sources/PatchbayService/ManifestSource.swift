import Admissions
import CronConnector
import EventLoops
import KafkaConnector
import Manifests
import RdKafka
import TLS
import YAML

/// Where the manifest comes from: the files, and the checks that other modules know how to make.
package struct ManifestSource: Sendable {
  package let paths: [String]
  /// Whether this process is the router that will run the programs, so that what it may not do is a
  /// problem already.
  private let isServed: Bool
  private var replacement: Replacement?

  private struct Replacement: Sendable {
    var file: String
    var bytes: [UInt8]
  }

  package init(paths: [String], isServed: Bool = false) {
    self.paths = paths
    self.isServed = isServed
  }

  /// Reads and checks everything; blocks, so not on a loop.
  ///
  /// - Throws: `ManifestRefusal` with every problem of every file.
  package func load() throws(ManifestRefusal) -> LoadedManifest {
    var loader = ManifestLoader.local(checks: checks)
    if let replacement {
      let contents = loader.files.contents
      loader.files.contents = { path, limitBytes in
        guard path == replacement.file else { return contents(path, limitBytes) }
        return replacement.bytes.count > limitBytes
          ? .failure(.tooLarge) : .success(replacement.bytes)
      }
    }
    return try loader.load(paths: paths)
  }

  /// The files that are merged; blocks.
  var files: [String] { ManifestLoader.local().manifestFiles(of: paths) }

  /// The same, as if other bytes stood in one of the files.
  func replacing(_ file: String, with bytes: [UInt8]) -> ManifestSource {
    var source = self
    source.replacement = Replacement(file: file, bytes: bytes)
    return source
  }

  private var checks: ManifestChecks {
    var checks = ManifestChecks()
    checks.timezone = TimeZoneFiles.problem(with:)
    checks.user = userProblem
    if isServed { checks.limit = limitProblem }
    checks.keySet = KeySet.problem(with:)
    checks.kafkaProperty = { name, value in
      var spec = KafkaSourceSpec(brokers: ["127.0.0.1:9092"], topics: ["t"], group: "g")
      spec.properties = [
        KafkaSourceSpec.Property(name: name, value: Secret(value, isSecret: true))
      ]
      do throws(KafkaError) {
        try KafkaConnector.check(spec)
        return nil
      } catch {
        return error.description
      }
    }
    checks.certificate = { certificate, key in
      let files = CertificateFiles(certificate: certificate, key: key)
      return ManifestSource.problem { () throws(TLSError) in try files.check() }
    }
    checks.authority = { path in
      var settings = TLSClientSettings()
      settings.authority = path
      return ManifestSource.problem { () throws(TLSError) in _ = try TLSClientContext(settings) }
    }
    return checks
  }

  private func userProblem(_ name: String) -> String? {
    guard let user = SystemUser(name: name) else { return "whom this machine does not know" }
    return isServed && !user.canBecome ? "whom only a router of root's can be" : nil
  }

  private func limitProblem(_ name: String, _ value: Int) -> String? {
    guard let ceiling = ResourceLimit(rawValue: name)?.ceiling, value > ceiling else { return nil }
    return "above \(ceiling)"
  }

  private static func problem(with check: () throws(TLSError) -> Void) -> String? {
    do throws(TLSError) {
      try check()
      return nil
    } catch {
      return error.description
    }
  }
}
