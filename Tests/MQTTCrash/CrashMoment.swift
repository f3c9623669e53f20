/// When the process dies.
enum CrashMoment: String {
  /// The message was read, but not settled.
  case read
  /// The message was settled, but its acknowledgement not written.
  case settled
  case never
}
