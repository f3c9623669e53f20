/// Why a command or an argument was not obeyed.
struct MockError: Error {
  let words: String

  init(_ words: String) { self.words = words }
}
