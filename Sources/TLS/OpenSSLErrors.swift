import COpenSSL

/// The queue of errors that OpenSSL keeps for each thread.
enum OpenSSLErrors {
  /// Forgets what earlier calls left behind: what comes next is judged by the queue.
  static func clear() { ERR_clear_error() }

  /// Takes the oldest error's reason and forgets the others; nil where there is none.
  static func take() -> OpenSSLReason? {
    let code = ERR_get_error()
    ERR_clear_error()
    return code == 0 ? nil : OpenSSLReason(code: code)
  }

  /// The words of the oldest error, for people.
  static func words() -> String { take()?.words ?? "no reason given" }
}
