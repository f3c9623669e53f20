/// A filter of MQTT topics (MQTT 5.0, sections 4.7 and 4.8.2).
enum MQTTTopicFilter {
  static func problem(in filter: String) -> String? {
    guard (1...65_535).contains(filter.utf8.count) else {
      return "a topic filter has 1 to 65535 bytes"
    }
    guard !filter.utf8.contains(0) else { return "a topic filter has no null character" }
    var levels = filter.split(separator: "/", omittingEmptySubsequences: false)
    if levels[0] == "$share" {
      guard levels.count >= 3, !levels[1].isEmpty else {
        return "a shared subscription is `$share/NAME/FILTER`"
      }
      guard !levels[1].contains("+"), !levels[1].contains("#") else {
        return "the name of a shared subscription has no `+` and no `#`"
      }
      levels.removeFirst(2)
      guard levels != [""] else { return "a shared subscription is `$share/NAME/FILTER`" }
    }
    for (index, level) in levels.enumerated() {
      if level.contains("+"), level != "+" { return "`+` fills a whole level, as in `a/+/b`" }
      if level.contains("#"), level != "#" || index != levels.count - 1 {
        return "`#` fills the last level, as in `a/#`"
      }
    }
    return nil
  }
}
