import HTTPSyntax

/// Why a request can't be understood, in words for whoever sent it.
struct BadRequest: Error, Sendable, Hashable {
  var detail: String

  init(_ detail: String) { self.detail = detail }

  var answer: AdminAnswer { .problem(Problem(status: 400, detail: detail)) }
}
