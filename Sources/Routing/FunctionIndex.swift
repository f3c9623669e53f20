/// All functions' versions, numbered through, and what each reference stands for.
struct FunctionIndex: Sendable {
  private struct Entry: Sendable {
    var latest: VersionID
    var numbers: [Int: VersionID]
    var aliases: [AliasName: Split<VersionID>]
  }

  private(set) var versions: [FunctionVersion] = []
  private var ids: [FunctionVersion: VersionID] = [:]
  private var entries: [FunctionName: Entry] = [:]

  init(_ functions: [FunctionVersions]) {
    for function in functions { add(function) }
  }

  func id(of version: FunctionVersion) -> VersionID? { ids[version] }

  /// What a reference stands for; nil where it points nowhere.
  func destination(of reference: FunctionReference) -> CompiledAssociation.Destination? {
    guard let entry = entries[reference.function] else { return nil }
    return switch reference.qualifier {
    case .latest: .version(entry.latest)
    case .version(let number): entry.numbers[number].map { .version($0) }
    case .alias(let alias): entry.aliases[alias].map { .alias($0) }
    }
  }

  private mutating func add(_ function: FunctionVersions) {
    let name = function.name
    precondition(entries[name] == nil, "the function \(name) comes twice")
    var numbers: [Int: VersionID] = [:]
    for number in function.numbers {
      precondition(numbers[number] == nil, "\(name):\(number) comes twice")
      numbers[number] = register(FunctionVersion(function: name, number: .number(number)))
    }
    let own =
      function.hasOwnTarget ? register(FunctionVersion(function: name, number: .latest)) : nil
    guard let latest = own ?? function.numbers.max().flatMap({ numbers[$0] }) else {
      preconditionFailure("the function \(name) has no version")
    }
    let aliases = function.aliases.mapValues { weighted in
      Split(
        weighted.map { choice in
          guard let id = numbers[choice.choice] else {
            preconditionFailure("an alias of \(name) points to version \(choice.choice)")
          }
          return Split.Candidate(
            id, label: "alias/\(name):\(choice.choice)", weight: choice.weight)
        })
    }
    entries[name] = Entry(latest: latest, numbers: numbers, aliases: aliases)
  }

  private mutating func register(_ version: FunctionVersion) -> VersionID {
    let id = VersionID(index: versions.count)
    versions.append(version)
    ids[version] = id
    return id
  }
}
