extension Stream {
  /// Who is at the other end of a socket, asked of the system; nil where it has gone.
  package var peer: SocketAddress? { SocketAddress.peer(of: descriptor) }
  /// Who is at the other end: an IPv4 address, or the first 64 bits of an IPv6 one; nil where the
  /// connection has broken already, or goes through a file.
  package var peerNetwork: UInt64? { SocketAddress.peer(of: descriptor)?.network }
}
