import TestSupport

@testable import Storage

/// Opens a store whose clock stands still at `start`.
func openStore(
  _ directory: String, change: (inout SQLiteStore.Options) -> Void = { _ in }
) throws(StoreError) -> SQLiteStore {
  var options = SQLiteStore.Options()
  options.clock = { start }
  change(&options)
  return try SQLiteStore(directory: directory, options: options)
}

/// Runs `body` with a store in a folder of its own, and closes it.
func withStore(
  change: (inout SQLiteStore.Options) -> Void = { _ in },
  _ body: (SQLiteStore) async throws -> Void
) async throws {
  let folder = try TemporaryFolder()
  let store = try openStore(folder.path, change: change)
  do {
    try await body(store)
  } catch {
    await store.close()
    throw error
  }
  await store.close()
}
