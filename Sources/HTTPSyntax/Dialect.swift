/// What the meaning of a field depends on.
enum Dialect {
  case request11, request10, response11, response10

  var isRequest: Bool { self == .request11 || self == .request10 }
  var is10: Bool { self == .request10 || self == .response10 }
}
