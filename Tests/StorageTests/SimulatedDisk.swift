import TestSupport

/// The files of one folder as a disk has them that keeps only what it was told to sync; fed with the
/// calls of a program.
struct SimulatedDisk {
  /// What becomes of what was written and not synced when the power goes.
  enum Fate: CaseIterable {
    case lost, kept
    /// Each sector of 512 bytes by chance.
    case torn
  }

  private enum Change {
    case write(offset: Int, [UInt8])
    case truncate(Int)
  }

  private struct File {
    var durable: [UInt8] = []
    var pending: [Change] = []
  }

  private enum Target: Hashable {
    case file(Int)
    case folder
  }

  private let folder: String
  private var files: [File] = []
  private var names: [String: Int] = [:]
  private var durableNames: [String: Int] = [:]
  /// Files that came, or went (nil), since the folder was synced.
  private var pendingNames: [(name: String, file: Int?)] = []
  private var descriptors: [String: Target] = [:]
  /// By thread: how many changes its sync began with.
  private var syncing: [Int: Int] = [:]
  private(set) var syncCount = 0

  init(folder: String) { self.folder = folder }

  mutating func note(_ step: SystemTrace.Step) {
    switch step {
    case .began(let call):
      if call.name.hasSuffix("sync"), let target = target(call) {
        syncing[call.thread] = pendingCount(target)
      }
    case .ended(let call, let result):
      guard result >= 0 else { return }
      note(call, result: result)
    }
  }

  private mutating func note(_ call: SystemTrace.Call, result: Int) {
    switch call.name {
    case "openat": open(call, descriptor: "\(result)")
    case "close": descriptors[call.words.first ?? ""] = nil
    case "unlink", "unlinkat":
      guard let name = name(call), names.removeValue(forKey: name) != nil else { return }
      pendingNames.append((name, nil))
    case "pwrite64", "write":
      // Nothing here is written without an offset; what is said goes to standard output.
      guard case .file(let file) = target(call), let offset = call.words.last.flatMap({ Int($0) })
      else { return }
      files[file].pending.append(.write(offset: offset, Array(call.bytes.prefix(result))))
    case "ftruncate":
      guard case .file(let file) = target(call), let size = call.words.last.flatMap({ Int($0) })
      else { return }
      files[file].pending.append(.truncate(size))
    case "fsync", "fdatasync":
      guard let target = target(call), let count = syncing.removeValue(forKey: call.thread) else {
        return
      }
      sync(target, count)
    default: break
    }
  }

  private func target(_ call: SystemTrace.Call) -> Target? { descriptors[call.words.first ?? ""] }

  private func name(_ call: SystemTrace.Call) -> String? {
    let path = String(decoding: call.bytes, as: UTF8.self)
    guard path.hasPrefix("\(folder)/") else { return nil }
    return String(path.dropFirst(folder.count + 1))
  }

  private mutating func open(_ call: SystemTrace.Call, descriptor: String) {
    descriptors[descriptor] = nil
    if call.bytes.elementsEqual(folder.utf8) { descriptors[descriptor] = .folder }
    // The index of the log is made anew by whoever opens it first.
    guard let name = name(call), !name.hasSuffix("-shm") else { return }
    if names[name] == nil {
      names[name] = files.count
      pendingNames.append((name, files.count))
      files.append(File())
    }
    descriptors[descriptor] = names[name].map { .file($0) }
  }

  private func pendingCount(_ target: Target) -> Int {
    switch target {
    case .file(let file): files[file].pending.count
    case .folder: pendingNames.count
    }
  }

  private mutating func sync(_ target: Target, _ count: Int) {
    syncCount += 1
    switch target {
    case .file(let file):
      for change in files[file].pending.prefix(count) {
        Self.apply(change, to: &files[file].durable)
      }
      files[file].pending.removeFirst(count)
    case .folder:
      for (name, file) in pendingNames.prefix(count) { durableNames[name] = file }
      pendingNames.removeFirst(count)
    }
  }

  /// What is there after the power has gone.
  func contents(
    _ fate: Fate, using generator: inout SeededGenerator
  ) -> [(name: String, bytes: [UInt8])] {
    var names = durableNames
    let kept =
      switch fate {
      case .lost: 0
      case .kept: pendingNames.count
      case .torn: Int.random(in: 0...pendingNames.count, using: &generator)
      }
    for (name, file) in pendingNames.prefix(kept) { names[name] = file }
    return names.sorted { $0.key < $1.key }.map { name, file in
      var bytes = files[file].durable
      for change in files[file].pending where fate != .lost {
        if fate == .kept {
          Self.apply(change, to: &bytes)
        } else {
          Self.tear(change, &bytes, using: &generator)
        }
      }
      return (name, bytes)
    }
  }

  private static func apply(_ change: Change, to bytes: inout [UInt8]) {
    switch change {
    case .write(let offset, let new):
      if bytes.count < offset + new.count {
        bytes += [UInt8](repeating: 0, count: offset + new.count - bytes.count)
      }
      bytes.replaceSubrange(offset..<offset + new.count, with: new)
    case .truncate(let size):
      bytes.removeLast(max(0, bytes.count - size))
      bytes += [UInt8](repeating: 0, count: size - bytes.count)
    }
  }

  private static func tear(
    _ change: Change, _ bytes: inout [UInt8], using generator: inout SeededGenerator
  ) {
    guard case .write(let offset, let new) = change else {
      if Bool.random(using: &generator) { apply(change, to: &bytes) }
      return
    }
    var start = 0
    while start < new.count {
      let end = min(new.count, start + 512 - (offset + start) % 512)
      if Bool.random(using: &generator) {
        apply(.write(offset: offset + start, Array(new[start..<end])), to: &bytes)
      }
      start = end
    }
  }
}
