extension ParsedCommand {
  /// The folder that `--data` or `--store` names, whichever is said closer to the command.
  var dataDirectory: String {
    get throws(CLIError) {
      let directory = self[.data] ?? ""
      guard let store = self[.store] else { return directory }
      let parts = store.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "sqlite", !parts[1].isEmpty else {
        throw .usage(
          "--store `\(parts[0])` is not supported; use sqlite:DIR, which is what --data DIR means",
          command)
      }
      if origin(of: .data) > origin(of: .store) { return directory }
      guard origin(of: .data) < origin(of: .store) || directory == parts[1] else {
        throw .usage("--data and --store name different folders: give one of them", command)
      }
      return String(parts[1])
    }
  }
}
