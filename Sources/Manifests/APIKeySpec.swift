/// Keys that come in a header or in the query.
package struct APIKeySpec: Sendable, Hashable {
  package enum Place: Sendable, Hashable {
    /// In any case of its letters.
    case header(String)
    case query(String)
  }

  package var place = Place.header("X-API-Key")
  package var keys: [Secret]
}
