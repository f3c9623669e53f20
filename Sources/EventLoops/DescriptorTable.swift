/// Who watches which descriptor, with a generation for each slot.
///
/// A descriptor's number is reused by the kernel as soon as it is closed; an event that was
/// reported for the one before carries the old generation and falls away.
struct DescriptorTable {
  /// The key of the loop's own wake-up descriptor.
  static let wakeupKey = UInt64.max

  private var watched = ContiguousArray<Watched?>()
  private var generations = ContiguousArray<UInt32>()

  /// Enters it and returns the key: the generation above the descriptor.
  mutating func insert(_ new: Watched) -> UInt64 {
    let slot = Int(new.descriptor)
    if slot >= watched.count {
      let more = slot + 256 - watched.count
      watched.append(contentsOf: repeatElement(nil, count: more))
      generations.append(contentsOf: repeatElement(0, count: more))
    }
    generations[slot] &+= 1
    watched[slot] = new
    return UInt64(generations[slot]) << 32 | UInt64(slot)
  }

  func watched(_ key: UInt64) -> Watched? {
    let slot = Int(UInt32(truncatingIfNeeded: key))
    guard slot < watched.count, generations[slot] == UInt32(truncatingIfNeeded: key >> 32) else {
      return nil
    }
    return watched[slot]
  }

  /// Forgets it; false where the slot holds something else.
  @discardableResult
  mutating func remove(_ old: Watched) -> Bool {
    let slot = Int(old.descriptor)
    guard slot < watched.count, watched[slot] === old else { return false }
    watched[slot] = nil
    generations[slot] &+= 1
    return true
  }
}
