extension Stream {
  /// Who is at the other end of a socket, asked of the system; nil where it has gone.
  package var peer: SocketAddress? { SocketAddress.peer(of: descriptor) }
}
