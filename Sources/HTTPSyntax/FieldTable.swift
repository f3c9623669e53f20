/// The field lines of a head, in order of arrival.
///
/// Removing them keeps their storage, so that a table that is used again does not allocate.
struct FieldTable: ~Copyable {
  private(set) var count = 0
  private var storage: ContiguousArray<HeaderField> = []

  subscript(_ index: Int) -> HeaderField {
    precondition(index < count, "there is no such field")
    return storage[index]
  }

  @inline(__always)
  mutating func append(_ field: HeaderField) {
    if count < storage.count { storage[count] = field } else { grow(field) }
    count &+= 1
  }

  mutating func removeAll() { count = 0 }

  @inline(never)
  private mutating func grow(_ field: HeaderField) {
    if storage.isEmpty { storage.reserveCapacity(16) }
    storage.append(field)
  }
}
