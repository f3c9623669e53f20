/// `patchbay store …`.
extension Command {
  static let storeCheckSpec = CommandSpec(
    summary: "read all of a store's file and tell what is wrong with it",
    flags: [.data, .store, .output], example: "patchbay store check --data patchbay-data")

  static let storeStatsSpec = CommandSpec(
    summary: "tell what stands in a store's file and how big it is",
    flags: [.data, .store, .output], example: "patchbay store stats --data patchbay-data")

  static let storeCompactSpec = CommandSpec(
    summary: "give a store's free space back to the disk, while no router runs on it",
    flags: [.data, .store, .output], example: "patchbay store compact --data patchbay-data")
}
