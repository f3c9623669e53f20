import HTTPSyntax

/// Why a request is not taken, by what its head says.
struct HeadRefusal: Error {
  let problem: Problem

  init(_ status: Int, _ detail: String) { problem = Problem(status: status, detail: detail) }
}
