extension CloudEvent {
  /// The attributes as environment variables of a process: `CE_ID`, `CE_SPECVERSION`, `CE_TYPE`
  /// and so on, extensions as `CE_` and their name in capitals, and `CE_DATACONTENTTYPE`.
  ///
  /// No value has a NUL, as no attribute may.
  package var environment: [(name: String, value: String)] {
    var variables: [(name: String, value: String)] = [
      ("CE_SPECVERSION", "1.0"), ("CE_ID", id), ("CE_SOURCE", source), ("CE_TYPE", type),
    ]
    if let subject { variables.append(("CE_SUBJECT", subject)) }
    if let time { variables.append(("CE_TIME", time)) }
    if let dataContentType { variables.append(("CE_DATACONTENTTYPE", dataContentType)) }
    if let dataSchema { variables.append(("CE_DATASCHEMA", dataSchema)) }
    for attribute in extensions {
      variables.append(("CE_" + attribute.name.uppercased(), attribute.value.text))
    }
    return variables
  }
}
