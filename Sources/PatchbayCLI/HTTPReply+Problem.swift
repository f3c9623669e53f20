import HTTPSyntax
import HTTPTransport
import JSONSyntax
import Manifests

extension HTTPReply {
  /// Whether the router did what it was asked for.
  var isSuccess: Bool { (200..<300).contains(status) }

  /// The header lines, as they came.
  var headers: [String] {
    String(decoding: headerLines, as: UTF8.self).split(separator: "\r\n").map {
      String($0).escapingControls
    }
  }

  /// What the router says went wrong; nil where the answer is not a problem (RFC 9457).
  var problemText: String? {
    let isProblem = headers.contains { line in
      let line = line.lowercased()
      return line.hasPrefix("content-type:") && line.contains(Problem.mediaType)
    }
    guard isProblem, let problem = try? JSONValue(parsing: body.span) else { return nil }
    if status == 401 {
      return "the router wants its admin token: set \(CommandSpec.Variable.adminToken.name) to one "
        + "that it takes"
    }
    let text = problem["detail"]?.string ?? problem["title"]?.string ?? "no reason given"
    return "\(text.escapingControls) (status \(status))"
  }
}
