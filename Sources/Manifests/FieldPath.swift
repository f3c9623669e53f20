/// The keys and positions that lead to a value; written out only where a problem needs it.
indirect enum FieldPath: Sendable {
  case root
  case key(FieldPath, String)
  case item(FieldPath, Int)

  /// `associations.resize-uploads.to[1].weight`; `document` for the root.
  var description: String {
    let steps = steps
    return steps.isEmpty ? "document" : FieldPath.written(steps)
  }

  /// The path below a declared item: what follows `sources.NAME`.
  var insideItem: String { FieldPath.written(Array(steps.dropFirst(2))) }

  private enum Step {
    case key(String)
    case item(Int)
  }

  private var steps: [Step] {
    var steps: [Step] = []
    var rest = self
    while true {
      switch rest {
      case .root: return steps.reversed()
      case .key(let parent, let key):
        steps.append(.key(key))
        rest = parent
      case .item(let parent, let index):
        steps.append(.item(index))
        rest = parent
      }
    }
  }

  private static func written(_ steps: [Step]) -> String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + readable(key)
      case .item(let index): text += "[\(index)]"
      }
    }
    return text
  }

  /// A key that could be taken for something else stands in quotes.
  private static func readable(_ key: String) -> String {
    let start = String(String.UnicodeScalarView(key.unicodeScalars.prefix(63)))
    let text = start.escapingControls
    let isPlain = text.utf8.allSatisfy { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ":") }
    if isPlain, !key.isEmpty, text == key { return key }
    return start == key ? "\"\(text)\"" : "\"\(text)…\""
  }
}
