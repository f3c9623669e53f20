import HTTPSyntax
import Instants
import Manifests
import Routing

/// Tells senders apart, and refuses those that send too much.
struct RateRule: Sendable {
  private let sender: RateSpec.Sender
  private let limiter: RateLimiter

  init(_ spec: RateSpec, _ limiter: RateLimiter) {
    sender = spec.sender
    self.limiter = limiter
  }

  var isByAddress: Bool { sender == .address }

  /// nil where the address may go on.
  func refusal(of peer: IPAddress?, at now: WallTime) -> Refusal? {
    var hasher = Hasher()
    if let peer {
      // Whoever has one IPv6 address has all of its /64.
      hasher.combine(peer.isIPv4 ? peer.bits : peer.bits >> 64)
    }
    return charge(hasher).refusal(at: now)
  }

  /// What a request is charged to, once it is proven who sent it.
  func charge(
    of head: borrowing RequestHead, _ bytes: Span<UInt8>, provenBy check: AuthCheck
  ) -> RateCharge {
    var hasher = Hasher()
    switch sender {
    case .key: check.hashSender(of: head, bytes, into: &hasher)
    case .header(let name):
      if case .one(let range) = SentField(name, of: head, bytes) {
        hasher.combine(bytes: bytes.bytes(range))
      }
    case .address: preconditionFailure("addresses are told by the peer")
    }
    return charge(hasher)
  }

  private func charge(_ hasher: Hasher) -> RateCharge {
    RateCharge(limiter: limiter, sender: UInt64(bitPattern: Int64(hasher.finalize())))
  }
}

extension Hasher {
  mutating func combine(bytes: Span<UInt8>) {
    combine(bytes.count)
    for index in bytes.indices { combine(bytes[index]) }
  }
}
