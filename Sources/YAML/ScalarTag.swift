/// Whether a tag of the core schema fits a text (YAML 1.2, section 10.3.2).
enum ScalarTag {
  static func fits(_ tag: String, _ text: String) -> Bool {
    switch tag {
    case "str", "!": true
    case "null": ["", "~", "null", "Null", "NULL"].contains(text)
    case "bool": ["true", "True", "TRUE", "false", "False", "FALSE"].contains(text)
    case "int", "float": Double(text) != nil
    default: false
    }
  }
}
