import HTTPSyntax
import HTTPTransport
import JSONSyntax
import Manifests

extension AdminClient {
  /// How long the router may take for one page.
  private static let pageTimeout: Duration = .seconds(30)
  /// Items that are asked for at once.
  private static let pageSize = 1_000

  /// What stands at a path.
  ///
  /// - Throws: `CLIError.failure` where no JSON comes, or a problem.
  func get(_ target: String) async throws(CLIError) -> JSONValue {
    try AdminClient.json(try await send("GET", target, timeout: AdminClient.pageTimeout))
  }

  /// Sends a JSON body by `POST`, and gives what is answered.
  func post(_ target: String, _ body: JSONValue, timeout: Duration) async throws(CLIError)
    -> JSONValue
  {
    let bytes = Array(body.compactText.utf8)
    return try AdminClient.json(
      try await send(
        "POST", target, contentType: "application/json", body: bytes, timeout: timeout))
  }

  /// The items of a list, page by page.
  ///
  /// - Parameter query: stands behind `?limit=…` of each page: empty, or begins with `&`.
  /// - Returns: up to `limit` items, and whether there are more.
  func list(_ path: String, query: String = "", limit: Int) async throws(CLIError)
    -> (items: [JSONValue], hasMore: Bool)
  {
    var items: [JSONValue] = []
    var cursor: String?
    repeat {
      let size = min(AdminClient.pageSize, limit - items.count)
      let after = cursor.map { "&cursor=\(AdminClient.percentEncoded($0))" } ?? ""
      let page = try await get("\(path)?limit=\(size)\(query)\(after)")
      guard let more = page["items"]?.array else {
        throw .failure("the router's answer is no list: is --admin the address of its admin API?")
      }
      items += more
      cursor = more.isEmpty ? nil : page["cursor"]?.string
    } while cursor != nil && items.count < limit
    return (items, cursor != nil)
  }

  /// The JSON that a router has answered with.
  ///
  /// - Throws: `CLIError.failure` where it is none, or a problem.
  static func json(_ reply: HTTPReply) throws(CLIError) -> JSONValue {
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
  static func percentEncoded(_ text: String) -> String {
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
