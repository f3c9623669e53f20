import EventLoops
import Schedules

/// The time zones that this machine knows by name.
package enum TimeZoneFiles {
  /// Where Debian's package tzdata puts them.
  package static let folder = "/usr/share/zoneinfo"
  /// The most bytes a name may have.
  package static let maxNameBytes = 64

  /// The rules of a zone; `UTC` needs no file.
  ///
  /// - Parameter name: an IANA name such as `Europe/Berlin`.
  /// - Throws: `TimeZoneFileError` where there is no such zone.
  package static func load(_ name: String, folder: String = folder) throws(TimeZoneFileError)
    -> TimeZoneRules
  {
    if name == "UTC" { return .utc }
    guard isName(name) else { throw .noName(suggestion: suggestion(for: name, folder: folder)) }
    let bytes: [UInt8]
    do throws(SmallFile.Failure) {
      bytes = try SmallFile.read(
        "\(folder)/\(name)", limitBytes: TimeZoneRules.maxFileBytes)
    } catch {
      switch error {
      case .missing, .system(errno: 20), .system(errno: 21):
        throw .unknown(suggestion: suggestion(for: name, folder: folder))
      case .tooLong: throw .unknown(suggestion: nil)
      case .system(let code): throw .unreadable(errno: code)
      }
    }
    do throws(TimeZoneError) {
      return try TimeZoneRules(tzif: bytes.span)
    } catch {
      switch error {
      case .countsLeapSeconds: throw .countsLeapSeconds
      default: throw .unknown(suggestion: suggestion(for: name, folder: folder))
      }
    }
  }

  /// What is wrong with a zone's name, in words without a full stop; nil where nothing is.
  package static func problem(with name: String) -> String? {
    do throws(TimeZoneFileError) {
      _ = try load(name)
      return nil
    } catch {
      return error.description
    }
  }

  /// Letters, digits and `_+-` between single slashes: nothing that leads out of the folder.
  private static func isName(_ name: String) -> Bool {
    guard (1...maxNameBytes).contains(name.utf8.count) else { return false }
    return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty
        && part.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
          default: false
          }
        }
    }
  }

  // MARK: Did you mean

  /// The name that was probably meant: the same in another case, its last part, or one with few
  /// letters other.
  private static func suggestion(for name: String, folder: String) -> String? {
    guard name.utf8.count <= maxNameBytes else { return nil }
    let wanted = name.lowercased().split(separator: " ").joined(separator: "_")
    var best: (name: String, distance: Int)?
    for candidate in names(in: folder) {
      let known = candidate.lowercased()
      if known == wanted || known.hasSuffix("/" + wanted) { return candidate }
      let distance = editDistance(Array(known.utf8), Array(wanted.utf8))
      if distance < best?.distance ?? 4 { best = (candidate, distance) }
    }
    return best?.name
  }

  /// The names of tzdata's zones and links; without its list those of the zones that have a place.
  private static func names(in folder: String) -> [String] {
    let lines = text("\(folder)/tzdata.zi").split(separator: "\n")
    let names = lines.compactMap { line -> String? in
      let words = line.split(separator: " ", maxSplits: 3)
      guard words.count > 2, words[0] == "Z" || words[0] == "L" else { return nil }
      return String(words[0] == "Z" ? words[1] : words[2])
    }
    if !names.isEmpty { return names }
    return text("\(folder)/zone1970.tab").split(separator: "\n").compactMap { line in
      let words = line.split(separator: "\t")
      return line.hasPrefix("#") || words.count < 3 ? nil : String(words[2])
    }
  }

  private static func text(_ path: String) -> String {
    String(
      decoding: (try? SmallFile.read(path, limitBytes: 1_048_576)) ?? [], as: UTF8.self)
  }

  /// How many letters must be put in, taken out or changed (Levenshtein).
  private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in right.enumerated() {
        let changed = diagonal + (byte == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }
}
