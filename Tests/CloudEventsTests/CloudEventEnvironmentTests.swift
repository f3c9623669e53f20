import CloudEvents
import Testing

@Suite struct CloudEventEnvironmentTests {
  @Test func `attributes are variables`() {
    let event = CloudEvent(
      id: "i", source: "s", type: "t", subject: "u", time: "2018-04-05T17:31:00Z",
      dataContentType: "text/plain", dataSchema: "urn:x",
      extensions: [ExtensionAttribute(name: "ext9", value: .integer(9))], data: [1])
    let wanted = [
      "CE_SPECVERSION=1.0", "CE_ID=i", "CE_SOURCE=s", "CE_TYPE=t", "CE_SUBJECT=u",
      "CE_TIME=2018-04-05T17:31:00Z", "CE_DATACONTENTTYPE=text/plain", "CE_DATASCHEMA=urn:x",
      "CE_EXT9=9",
    ]
    #expect(event.environment.map { "\($0.name)=\($0.value)" } == wanted)
  }

  @Test func `what is absent is no variable`() {
    #expect(CloudEvent.minimal.environment.count == 4)
  }
}
