import CronConnector
import KafkaConnector
import Manifests
import RdKafka
import YAML

/// Where the manifest comes from: the files, and the checks that other modules know how to make.
package struct ManifestSource: Sendable {
  package let paths: [String]

  package init(paths: [String]) { self.paths = paths }

  /// Reads and checks everything; blocks, so not on a loop.
  ///
  /// - Throws: `ManifestRefusal` with every problem of every file.
  package func load() throws(ManifestRefusal) -> LoadedManifest {
    try ManifestLoader.local(checks: ManifestSource.checks).load(paths: paths)
  }

  private static var checks: ManifestChecks {
    var checks = ManifestChecks()
    checks.timezone = TimeZoneFiles.problem(with:)
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
    return checks
  }
}
