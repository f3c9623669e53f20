/// One of the connections that a pool may have; it is free again when this object goes.
final class ConnectionPlace {
  private let line: ConnectionLine

  init(_ line: ConnectionLine) { self.line = line }

  deinit { line.leave() }
}
