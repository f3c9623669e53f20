import CloudEvents
import Cryptography
import JSONSyntax
import Manifests

/// The keys of an issuer: a JSON Web Key Set (RFC 7517, section 5).
package struct KeySet: Sendable {
  struct Key: Sendable {
    var id: String? = nil
    /// The only algorithm that it is meant for; nil where any that fits is.
    var algorithm: String? = nil
    var material: Material
  }

  enum Material: Sendable {
    case shared([UInt8])
    case published(PublicKey)
  }

  let keys: [Key]

  /// Keys of one set; the rest is not read.
  static let maxKeys = 64

  init(_ keys: [Key]) { self.keys = keys }

  /// Reads a set; what is not understood in it, or not meant for signatures, is passed over.
  ///
  /// - Throws: `KeySetError` where nothing is left.
  package init(_ bytes: Span<UInt8>) throws(KeySetError) {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONValue(parsing: bytes, limits: JSONLimits(maximumDepth: 8))
    } catch {
      throw .notJSON
    }
    guard let items = document["keys"]?.array else { throw .noKeys }
    keys = items.prefix(KeySet.maxKeys).compactMap(Key.init)
    if keys.isEmpty { throw .noUsableKey }
  }

  /// The same without secrets, which nobody publishes.
  package var published: KeySet {
    KeySet(
      keys.filter { key in
        if case .published = key.material { true } else { false }
      })
  }

  package var isEmpty: Bool { keys.isEmpty }

  /// What a text holds that is no key set; nil where it is one.
  package static func problem(with text: String) -> String? {
    do throws(KeySetError) {
      _ = try KeySet(Array(text.utf8).span)
      return nil
    } catch {
      return error.description
    }
  }
}

extension KeySet.Key {
  /// nil where the key is of no use here.
  fileprivate init?(_ value: JSONValue) {
    if let use = value["use"], use.string != "sig" { return nil }
    if let operations = value["key_ops"]?.array, !operations.contains("verify") { return nil }
    guard let material = KeySet.Material(value) else { return nil }
    id = value["kid"]?.string
    algorithm = value["alg"]?.string
    self.material = material
  }
}

extension KeySet.Material {
  /// RFC 7518, section 6, and RFC 8037, section 2.
  fileprivate init?(_ value: JSONValue) {
    do throws(CryptographyError) {
      switch value["kty"]?.string {
      case "oct":
        guard let key = value.bytes("k"), !key.isEmpty else { return nil }
        self = .shared(key)
      case "RSA":
        guard let modulus = value.bytes("n"), let exponent = value.bytes("e") else { return nil }
        self = .published(try PublicKey(rsaModulus: modulus, exponent: exponent))
      case "EC":
        let curves: [String: EllipticCurve] = ["P-256": .p256, "P-384": .p384, "P-521": .p521]
        guard let curve = value["crv"]?.string.flatMap({ curves[$0] }), let x = value.bytes("x"),
          let y = value.bytes("y")
        else { return nil }
        self = .published(try PublicKey(curve, x: x, y: y))
      case "OKP":
        guard value["crv"]?.string == "Ed25519", let x = value.bytes("x") else { return nil }
        self = .published(try PublicKey(ed25519: x))
      default: return nil
      }
    } catch {
      return nil
    }
  }
}

extension JSONValue {
  /// What a member holds in base64url.
  fileprivate func bytes(_ name: String) -> [UInt8]? {
    self[name]?.string.flatMap { Base64URL.decode($0.utf8Span.span) }
  }
}
