import HTTPSyntax
import HTTPTransport
import JSONSyntax
import Manifests

/// `patchbay get`: lists what a running router has.
struct GetCommand {
  private let parsed: ParsedCommand
  private let console: Console
  private let kind: ResourceKind
  private let client: AdminClient

  /// How long the router may take for one page.
  private static let timeout: Duration = .seconds(30)
  /// Items that are asked for at once.
  private static let pageSize = 1_000

  /// - Throws: `CLIError.usage` for an unknown kind or a wrong address.
  init(_ parsed: ParsedCommand, _ console: Console) throws(CLIError) {
    let word = parsed.arguments[0]
    guard let kind = ResourceKind(rawValue: word) else {
      let known = ResourceKind.allCases.map(\.rawValue)
      var spelling = Spelling()
      let hint = spelling.nearest(to: word, among: known).map { "; did you mean `\($0)`?" } ?? ""
      throw .usage(
        "get lists \(known.joined(separator: ", ")), not `\(word.escapingControls)`" + hint, .get)
    }
    self.parsed = parsed
    self.console = console
    self.kind = kind
    client = try AdminClient(
      parsed[.admin] ?? "", token: try AdminToken(console.environment), files: AdminFiles(parsed),
      for: .get)
  }

  /// - Returns: the exit status 0, also for an empty list.
  /// - Throws: `CLIError.failure` where the router does not answer, or has nothing of this name.
  func run() async throws(CLIError) -> Int32 {
    if parsed.arguments.count == 2 {
      let item = try await one(parsed.arguments[1])
      parsed.wantsJSON ? console.write(item) : console.write(kind.table([item]))
      return 0
    }
    let items = try await all()
    if parsed.wantsJSON {
      console.write(["items": .array(items), "cursor": .null])
    } else if items.isEmpty {
      console.say("there are no \(kind.rawValue)")
    } else {
      console.write(kind.table(items))
    }
    return 0
  }

  private func one(_ name: String) async throws(CLIError) -> JSONValue {
    if kind == .deadLetters {
      // The API has no address for a single one.
      let item = try await all().first { $0[kind.identifier]?.string == name }
      guard let item else { throw .failure("there is no dead letter \(name.escapingControls)") }
      return item
    }
    return try await get("/v1/\(kind.rawValue)/\(percentEncoded(name))")
  }

  /// All pages one after the other, as far as `--limit` goes.
  private func all() async throws(CLIError) -> [JSONValue] {
    let limit = parsed.number(.limit) ?? 0
    var items: [JSONValue] = []
    var cursor: String?
    repeat {
      let size = min(GetCommand.pageSize, limit - items.count)
      let after = cursor.map { "&cursor=\(percentEncoded($0))" } ?? ""
      let page = try await get("/v1/\(kind.rawValue)?limit=\(size)\(after)")
      guard let more = page["items"]?.array else {
        throw .failure("the router's answer is no list: is --admin the address of its admin API?")
      }
      items += more
      cursor = more.isEmpty ? nil : page["cursor"]?.string
    } while cursor != nil && items.count < limit
    if cursor != nil { console.say("there are more than \(limit): raise --limit to see them") }
    return items
  }

  private func get(_ target: String) async throws(CLIError) -> JSONValue {
    let reply = try await client.send("GET", target, timeout: GetCommand.timeout)
    guard reply.isSuccess else {
      throw .failure(reply.problemText ?? "the router answered with status \(reply.status)")
    }
    do throws(JSONError) {
      return try JSONValue(parsing: reply.body.span)
    } catch {
      throw .failure("the router's answer is not JSON: is --admin the address of its admin API?")
    }
  }

  /// Source: RFC 3986, section 2.3.
  private func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        result += "%" + (hex.count == 1 ? "0" + hex : hex)
      }
    }
    return result
  }
}
