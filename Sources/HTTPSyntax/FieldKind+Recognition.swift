extension FieldKind {
  /// What a name of tokens is, letters in either case: its length, its first eight letters, and
  /// for longer ones its last eight.
  @inline(__always)
  init(_ bytes: Span<UInt8>, name: ByteRange) {
    let count = Int(name.count)
    let length = count < 8 ? count : 8
    let mask = UInt64.max &>> UInt64(64 &- 8 &* length)
    let first = (bytes.word(at: name.start, length: length) | lowercaseMask) & mask
    if first & 0xFF_FFFF == 0x2D_6563, count > 3 {  // ce-
      self = .cloudEvent
    } else if count < 8 {
      self = FieldKind.short(first)
    } else {
      self = FieldKind.long(bytes, name, first)
    }
  }

  private static func short(_ word: UInt64) -> FieldKind {
    switch word {
    case 0x6574: .hopByHop  // te
    case 0x7473_6F68: .host
    case 0x6574_6164: .date
    case 0x7463_6570_7865: .expect
    case 0x7265_7672_6573: .server
    case 0x72_656C_6961_7274, 0x65_6461_7267_7075: .hopByHop  // trailer, upgrade
    default: .other
    }
  }

  private static func long(
    _ bytes: Span<UInt8>, _ name: ByteRange, _ first: UInt64
  ) -> FieldKind {
    let last = bytes.word(at: name.end &- 8) | lowercaseMask
    switch (name.count, first, last) {
    case (9, 0x6564_7261_7772_6F66, 0x6465_6472_6177_726F),
      (9, 0x692D_6C61_6572_2D78, 0x7069_2D6C_6165_722D):  // forwarded, x-real-ip
      return .forwarded
    case (10, 0x6974_6365_6E6E_6F63, 0x6E6F_6974_6365_6E6E): return .connection
    case (10, 0x696C_612D_7065_656B, 0x6576_696C_612D_7065): return .hopByHop  // keep-alive
    case (11, 0x6661_2D79_7274_6572, 0x7265_7466_612D_7972): return .retryAfter
    case (10, 0x6174_7365_6361_7274, 0x6574_6174_7365_6361),
      (11, 0x7261_7065_6361_7274, 0x746E_6572_6170_6563):  // tracestate, traceparent
      return .trace
    case (12, 0x2D74_6E65_746E_6F63, 0x6570_7974_2D74_6E65): return .contentType
    case (14, 0x2D74_6E65_746E_6F63, 0x6874_676E_656C_2D74): return .contentLength
    case (17, 0x7265_6673_6E61_7274, 0x676E_6964_6F63_6E65):
      // Eight letters, one hyphen, eight letters.
      return bytes[name.start &+ 8] == 45 ? .transferEncoding : .other
    case (_, 0x6268_6374_6170_2D78, _): return .patchbay  // x-patchb
    case (_, 0x7261_7772_6F66_2D78, _): return .forwarded  // x-forwar
    default:
      return first & 0xFFFF_FFFF_FFFF == 0x2D79_786F_7270 ? .hopByHop : .other  // proxy-
    }
  }
}
