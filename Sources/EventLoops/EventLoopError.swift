import CLinux

/// A system call that failed.
package enum EventLoopError: Error, Sendable, Hashable, CustomStringConvertible {
  case system(call: String, errno: Int32)

  package var description: String {
    switch self {
    case .system(let call, let code): "\(call): \(systemMessage(code))"
    }
  }
}

/// What strerrordesc_np(3) says of an error number.
package func systemMessage(_ code: Int32) -> String {
  guard let text = unsafe strerrordesc_np(code) else { return "error \(code)" }
  return unsafe String(cString: text)
}
