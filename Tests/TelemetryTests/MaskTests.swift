import Testing

@testable import Telemetry

struct MaskTests {
  @Test func `what is secret is masked wherever it stands, the longest first`() {
    let mask = Mask(["hunter22", "hunter22-and-more"])
    #expect(mask("a=hunter22-and-more b=hunter22") == "a=*** b=***")
  }

  @Test func `each line of a secret is masked, for a program's lines are shown one by one`() {
    let mask = Mask(["-----BEGIN KEY-----\r\nMIIEvQIBADAN\nqhkiG9w0BAQ==\n"])
    for line in ["-----BEGIN KEY-----", "MIIEvQIBADAN", "qhkiG9w0BAQ=="] {
      #expect(mask("it is \(line)!") == "it is ***!")
    }
  }

  @Test(arguments: ["", "1", "off"])
  func `what is too short to be secret takes the sense from nothing`(text: String) {
    #expect(Mask([text])("port 8011 is off") == "port 8011 is off")
  }
}
