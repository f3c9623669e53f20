import AdminAPI
import JSONSyntax
import Manifests
import PatchbayService

/// `patchbay validate`: tells every problem of manifests.
struct ValidateCommand {
  private let parsed: ParsedCommand
  private let console: Console

  init(_ parsed: ParsedCommand, _ console: Console) {
    self.parsed = parsed
    self.console = console
  }

  /// - Returns: the exit status: 0 where there is no problem, 1 where there is one.
  func run() -> Int32 {
    do throws(ManifestRefusal) {
      let loaded = try ManifestSource(paths: parsed.arguments).load()
      tell(loaded)
      return 0
    } catch {
      tell(error)
      return 1
    }
  }

  /// `3 problems; nothing was applied`, for the end of a list of problems.
  static func verdict(_ refusal: ManifestRefusal) -> String {
    "\(counted(refusal.problems.count, "problem")) in the manifest; nothing was started"
  }

  private func tell(_ loaded: LoadedManifest) {
    let manifest = loaded.manifest
    let counts = [
      (manifestFiles(loaded), "file"), (manifest.functions.count, "function"),
      (manifest.sources.count, "source"), (manifest.associations.count, "association"),
    ]
    guard parsed.wantsJSON else {
      let text = counts.map { ValidateCommand.counted($0, $1) }.joined(separator: ", ")
      return console.write("\(text): \(console.style.green("valid"))\n")
    }
    var members = [JSONMember("valid", true)]
    members += counts.map { JSONMember("\($1)s", .integer(Int64($0))) }
    console.write(.object(members + [JSONMember("problems", [])]))
  }

  /// The files that are manifests; what `${file:…}` names was read too, but declares nothing.
  private func manifestFiles(_ loaded: LoadedManifest) -> Int {
    let named = Set(parsed.arguments)
    return loaded.files.count { file in
      named.contains(file)
        || loaded.folders.contains { folder in
          let start = folder.hasSuffix("/") ? folder : folder + "/"
          return file.hasPrefix(start) && !file.dropFirst(start.count).contains("/")
            && [".yaml", ".yml", ".json"].contains { file.hasSuffix($0) }
        }
    }
  }

  private func tell(_ refusal: ManifestRefusal) {
    if parsed.wantsJSON {
      console.write(["valid": false, "problems": .array(refusal.problems.map(\.json))])
    } else {
      for problem in refusal.problems { console.say(problem.description) }
    }
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
