extension FieldReader {
  /// Reads a text; numbers count as what is written, null and booleans do not.
  func text(allowed: String = "a string", isEmptyAllowed: Bool = false) -> FieldText? {
    guard let text = scalar(allowed: allowed) else { return nil }
    if !text.isSecret {
      switch CoreScalar(text.written, isPlain: text.isPlain) {
      case .null:
        refuseKind(allowed: allowed)
        return nil
      case .bool:
        refuse(
          "found \(text.shown), a boolean", allowed: allowed,
          hint: allowed == "a string" ? "Put it in quotes." : nil)
        return nil
      default: break
      }
    }
    if text.text.isEmpty, !isEmptyAllowed {
      refuse("found \(text.shown)\(text.isSecret ? ", which is empty" : "")", allowed: allowed)
      return nil
    }
    if text.text.utf8.contains(0) {
      refuse("found \(text.shown), which has a null character in it", allowed: allowed)
      return nil
    }
    return text
  }

  func secret(isSecret: Bool = true) -> Secret? {
    text(isEmptyAllowed: true)?.secret(isSecret: isSecret)
  }

  func integer(in range: ClosedRange<Int>) -> Int? {
    let allowed = "a number, \(range.lowerBound) to \(range.upperBound)"
    guard let text = scalar(allowed: allowed) else { return nil }
    switch text.scalar {
    case .integer(let number) where range.contains(Int(number)): return Int(number)
    case .string where CoreScalar(text.text, isPlain: true) != .string:
      refuse(text, allowed: allowed, hint: "Take the quotes away.")
    default: refuse(text, allowed: allowed)
    }
    return nil
  }

  func bool() -> Bool? {
    let allowed = "`true` or `false`"
    guard let text = scalar(allowed: allowed) else { return nil }
    if case .bool(let value) = text.scalar { return value }
    let hint: String? =
      switch text.written.lowercased() {
      case "yes", "on", "y", "1": "Write `true`."
      case "no", "off", "n", "0": "Write `false`."
      case "true", "false": "Take the quotes away."
      default: nil
      }
    refuse(text, allowed: allowed, hint: hint)
    return nil
  }

  /// Reads one word of a fixed set.
  func choice<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> Choice? {
    let words = Choice.allCases.map(\.rawValue)
    guard let text = text(allowed: words.listed()) else { return nil }
    if let choice = Choice(rawValue: text.text) { return choice }
    refuse(text, allowed: words.listed(), near: words)
    return nil
  }

  func duration(in range: ClosedRange<Duration>) -> Duration? {
    let allowed = "a duration, \(range.lowerBound.written) to \(range.upperBound.written)"
    guard let text = text(allowed: allowed) else { return nil }
    guard let duration = Duration(written: text.text) else {
      let isNumber = !text.isSecret && CoreScalar(text.text, isPlain: true) != .string
      let hint = isNumber ? "Add a unit, as in `\(text.text)s`." : "Write it as `1h30m` or `250ms`."
      refuse(text, allowed: allowed, hint: hint)
      return nil
    }
    guard range.contains(duration) else {
      refuse(text, allowed: allowed)
      return nil
    }
    return duration
  }

  /// Reads a number of bytes.
  func size(in range: ClosedRange<Int>) -> Int? {
    let allowed =
      "a size, \(ByteSize.written(range.lowerBound)) to \(ByteSize.written(range.upperBound))"
    guard let text = text(allowed: allowed) else { return nil }
    guard let size = ByteSize.bytes(text.text) else {
      refuse(text, allowed: allowed, hint: "Write it as `64KiB`, `1MiB` or a number of bytes.")
      return nil
    }
    guard range.contains(size) else {
      refuse(text, allowed: allowed)
      return nil
    }
    return size
  }

  /// Reads the path of a file, relative to the manifest's folder, as an absolute one.
  func filePath() -> String? {
    text(allowed: "the path of a file").map { file.absolute($0.text) }
  }

  /// Reads a text that `problem` accepts; `what` names it for people: `a time zone`.
  func checked(_ what: String, by problem: (String) -> String?) -> FieldText? {
    guard let text = text(allowed: what) else { return nil }
    guard let problem = problem(text.text) else { return text }
    refuse(text, problem, allowed: what)
    return nil
  }

  /// Reads a text that `parse` makes a value of; `what` names it for people: `a path`.
  func parsed<Value, Problem: Error>(
    _ what: String, by parse: (String) throws(Problem) -> Value, words: (Problem) -> String
  ) -> Value? {
    guard let text = text(allowed: what) else { return nil }
    do throws(Problem) {
      return try parse(text.text)
    } catch {
      refuse(text, words(error), allowed: what)
      return nil
    }
  }

  /// Reports a wrong text and why; the words of a check may repeat parts of the text, and are left
  /// out where it is a secret.
  private func refuse(_ text: FieldText, _ problem: String, allowed: String) {
    refuse(
      text.isSecret
        ? "found \(text.shown)" : "found \(text.shown), \(problem.escapingControls)",
      allowed: allowed)
  }

  /// Reports a wrong value, with a hint where it is near one of the words in `near`.
  func refuse(
    _ text: FieldText, allowed: String, hint: String? = nil, near words: [String] = []
  ) {
    let nearest = text.isSecret ? nil : reading.hint(for: text.text, among: words)
    refuse("found \(text.shown)", allowed: allowed, hint: hint ?? nearest)
  }

  /// Any scalar, with its placeholders filled in.
  func scalar(allowed: String) -> FieldText? {
    guard case .scalar(let written, let isPlain) = node.content else {
      refuseKind(allowed: allowed)
      return nil
    }
    guard let parts = Placeholders.parts(of: written) else {
      return FieldText(text: written, isSecret: false, written: written, isPlain: isPlain)
    }
    var text = ""
    var isSecret = false
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .environment, .file:
        guard let value = value(of: part) else { return nil }
        text += value
        isSecret = true
      case .malformed(let placeholder):
        refuse(
          "found \(placeholder.shown)", allowed: "`${env:NAME}` and `${file:PATH}`",
          hint: "Write `$${` for a `${` that is meant as it stands.")
        return nil
      }
    }
    if isSecret { reading.conceal(path) }
    return FieldText(text: text, isSecret: isSecret, written: written, isPlain: isPlain)
  }

  private func value(of placeholder: Placeholders.Part) -> String? {
    switch placeholder {
    case .environment(let name):
      if let value = reading.environment(name) { return value }
      refuse(
        "found \("${env:\(name)}".shown), but the environment has no variable \(name.shown)",
        allowed: "a variable that is set")
    case .file(let path):
      switch reading.secretFile(file.absolute(path)) {
      case .success(let value): return value
      case .failure(let fault):
        refuse("found \("${file:\(path)}".shown), but \(fault.found)", allowed: "a file of text")
      }
    case .text, .malformed: preconditionFailure("\(placeholder) brings nothing in")
    }
    return nil
  }
}
