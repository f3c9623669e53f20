/// How connections to a target are kept; nil for the router's defaults.
package struct ConnectionsSpec: Sendable, Hashable {
  /// Connections of one loop at the same time: 1 to 65,536.
  package var max: Int?
  /// How long the making of a connection may take: 1 ms to 1 m.
  package var timeout: Duration?
  /// How long an unused connection is kept: 0 s, which keeps none, to 1 h.
  package var idle: Duration?
  /// How old a connection may grow: 1 s to 7 d.
  package var maxAge: Duration?

  enum Limits {
    static let max = 1...65_536
    static let timeout: ClosedRange<Duration> = .milliseconds(1) ... .seconds(60)
    static let idle: ClosedRange<Duration> = .zero ... .seconds(3_600)
    static let maxAge: ClosedRange<Duration> = .seconds(1) ... .seconds(604_800)
  }

  package init() {}
}
