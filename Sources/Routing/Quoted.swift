/// A text as explanations show it: in quotation marks, control characters escaped, and cut after
/// 120 characters.
func quoted(_ text: String) -> String {
  let limit = 120
  let shown = text.prefix(limit).debugDescription
  return shown.utf8.count < text.utf8.count && text.count > limit ? shown + "…" : shown
}
