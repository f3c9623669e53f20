import Manifests
import Storage

extension LedgerLimits {
  init(_ spec: LedgerSpec) {
    self.init(retention: spec.retention, maxBytes: spec.maxBytes)
  }
}
