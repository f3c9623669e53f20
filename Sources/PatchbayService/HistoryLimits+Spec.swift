import Manifests
import Storage

extension HistoryLimits {
  init(_ spec: HistorySpec) {
    self.init(retention: spec.retention, maxBytes: spec.maxBytes)
  }
}
