import CLinux
import Glibc

/// A user of this machine.
package struct SystemUser: Sendable {
  private let name: String
  private let user: uid_t
  private let group: gid_t

  /// Looks the user up, which may ask other machines; nil where there is none of that name.
  ///
  /// Source: getpwnam_r(3).
  package init?(name: String) {
    var entry = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    let status = unsafe getpwnam_r(name, &entry, &buffer, buffer.count, &found)
    guard status == 0, unsafe found != nil else { return nil }
    self.name = name
    user = unsafe entry.pw_uid
    group = unsafe entry.pw_gid
  }

  /// Whether this process may become the user: it is root, or the user already.
  package var canBecome: Bool { geteuid() == 0 || isSelf }

  private var isSelf: Bool { geteuid() == user && getuid() == user && getegid() == group }

  /// Makes this process the user's for good, in all the user's groups and no other.
  ///
  /// - Throws: `EventLoopError` where this process may not.
  func become() throws(EventLoopError) {
    if isSelf { return }
    guard unsafe initgroups(name, group) == 0, setgid(group) == 0, setuid(user) == 0 else {
      throw .system(call: "become the user \(name)", errno: errno)
    }
    precondition(isSelf && (user == 0 || setuid(0) != 0), "there is a way back to root")
  }
}
