/// A set of field kinds, for what `copyEndToEndFields` leaves out.
package struct FieldKinds: OptionSet, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package init(_ kind: FieldKind) { rawValue = 1 << UInt16(kind.rawValue) }

  package static let host = FieldKinds(.host)
  package static let contentType = FieldKinds(.contentType)
  package static let cloudEvent = FieldKinds(.cloudEvent)
  package static let expect = FieldKinds(.expect)
  package static let retryAfter = FieldKinds(.retryAfter)
  package static let date = FieldKinds(.date)
  package static let server = FieldKinds(.server)
  package static let patchbay = FieldKinds(.patchbay)
  package static let forwarded = FieldKinds(.forwarded)
  package static let trace = FieldKinds(.trace)

  package func contains(_ kind: FieldKind) -> Bool {
    rawValue & (1 << UInt16(kind.rawValue)) != 0
  }
}
