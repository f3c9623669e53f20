import RdKafka

/// An identifier that a record has for ever: a UUID of version 7 made from its time and place.
///
/// Source: RFC 9562, section 5.7: 48 bits of milliseconds since the epoch, 12 bits that keep the
/// order within one (the offset's), 62 bits that tell it from all others (topic and place).
package enum RecordIdentity {
  static func text(of record: KafkaRecord) -> String {
    let milliseconds = UInt64(clamping: record.timestampMilliseconds ?? 0)
    return text(milliseconds, record.partition, offset: record.offset)
  }

  /// How the identifiers of all records at a place end, whatever their time: 22 characters.
  ///
  /// - Parameter place: `topic/partition/offset`; nil comes back for anything else.
  package static func ending(at place: String) -> String? {
    let parts = place.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, let partition = Int32(parts[1]), partition >= 0,
      let offset = Int64(parts[2]), offset >= 0
    else { return nil }
    let topic = TopicPartition(topic: String(parts[0]), partition: partition)
    return String(text(0, topic, offset: offset).suffix(22))
  }

  private static func text(
    _ milliseconds: UInt64, _ partition: TopicPartition, offset: Int64
  ) -> String {
    let bits = UInt64(bitPattern: offset)
    let high = milliseconds << 16 | 0x7000 | bits & 0xfff
    let low = place(partition, bits) & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
    return text(high, low)
  }

  /// FNV-1a over topic, partition and offset, mixed as MurmurHash3 ends.
  private static func place(_ partition: TopicPartition, _ offset: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in partition.topic.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = mixed(hash ^ UInt64(UInt32(bitPattern: partition.partition)))
    return mixed(hash ^ offset)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var value = value &* 0x9e37_79b9_7f4a_7c15
    value = (value ^ value >> 33) &* 0xff51_afd7_ed55_8ccd
    value = (value ^ value >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return value ^ value >> 33
  }

  private static func text(_ high: UInt64, _ low: UInt64) -> String {
    var characters: [UInt8] = []
    characters.reserveCapacity(36)
    for position in 0..<32 {
      if [8, 12, 16, 20].contains(position) { characters.append(UInt8(ascii: "-")) }
      let word = position < 16 ? high : low
      let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - position % 16 * 4) & 15)
      characters.append(digit < 10 ? 48 + digit : 87 + digit)
    }
    return String(decoding: characters, as: UTF8.self)
  }
}
