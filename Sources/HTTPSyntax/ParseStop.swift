/// Why a parser's step ended early.
enum ParseStop: Error {
  case needMore
  case refused(HTTPFault)
}
