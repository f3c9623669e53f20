/// Something with a descriptor that a loop watches; subclasses say what to do when it is ready.
///
/// Created and used on its loop's thread only.
// Safe because a watched object is confined to its loop's thread, which checks would only repeat.
package class Watched: @unchecked Sendable {
  package let descriptor: Int32
  package let loop: EventLoop

  init(descriptor: Int32, loop: EventLoop) {
    self.descriptor = descriptor
    self.loop = loop
  }

  /// Called on the loop with epoll's flags.
  func ready(_ events: UInt32) {
    preconditionFailure("a watched descriptor without a handler")
  }

  /// Called on the loop when the deadline that was set for it has come.
  func expired() {}
}
