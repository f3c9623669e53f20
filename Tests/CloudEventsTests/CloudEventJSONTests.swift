import CloudEvents
import JSONSyntax
import TestSupport
import Testing

@Suite struct CloudEventJSONTests {
  private func event(_ members: String) throws(CloudEventError) -> CloudEvent {
    try CloudEvent(
      jsonText: #"{"specversion":"1.0","id":"1","source":"/","type":"t","# + members + "}")
  }

  private func rule(_ members: String) -> CloudEventError.Rule? {
    do throws(CloudEventError) {
      _ = try event(members)
      return nil
    } catch {
      return error.rule
    }
  }

  @Test(arguments: [
    (#""data":{"a": 1 }"#, #"{"a": 1 }"#, "application/json"),
    (#""data": [ ] "#, "[ ]", "application/json"), (#""data":"x""#, #""x""#, "application/json"),
    (#""data":null"#, "null", "application/json"), (#""data":1e999"#, "1e999", "application/json"),
    (#""datacontenttype":"a/b+json","data":"x""#, #""x""#, "a/b+json"),
    (#""data":"a\nb","datacontenttype":"text/plain""#, "a\nb", "text/plain"),
    (#""data":"<x/>","datacontenttype":"application/xml""#, "<x/>", "application/xml"),
    (#""data":{"a":1},"datacontenttype":"text/plain""#, #"{"a":1}"#, "text/plain"),
    (#""data_base64":"TWE=""#, "Ma", nil), (#""data_base64":"""#, "", nil),
    (#""data_base64":"\u0054WE=","datacontenttype":"text/plain""#, "Ma", "text/plain"),
    (#""data":1,"data_base64":null"#, "1", "application/json"),
    (#""data":null,"data_base64":"TWE=""#, "Ma", nil),
    (#""data_base64":null"#, nil, nil), (#""subject":null"#, nil, nil),
  ])
  func `data is found`(_ members: String, _ data: String?, _ contentType: String?) throws {
    let event = try event(members)
    #expect(event.data.map { String(decoding: $0, as: UTF8.self) } == data)
    #expect(event.dataContentType == contentType)
  }

  @Test(arguments: [
    (#""data":1,"data_base64":"TWE=""#, CloudEventError.Rule.oneData),
    (#""data":1,"data":1"#, .once), (#""data_base64":"","data_base64":"""#, .once),
    (#""data_base64":1"#, .base64), (#""data_base64":"TWE""#, .base64),
    (#""data_base64":"TWF=""#, .base64), (#""data_base64":"T WE=""#, .base64),
    (#""id":"2""#, .once), (#""subject":"""#, .notEmpty), (#""subject":1"#, .string),
    (#""time":true"#, .string), (#""datacontenttype":"""#, .notEmpty),
    (#""datacontenttype":"x""#, .mediaType), (#""datacontenttype":1"#, .string),
    (#""dataschema":"x""#, .uri), (#""time":"noon""#, .timestamp),
    (#""ext":1.5"#, .integerRange), (#""ext":1.0"#, .integerRange), (#""ext":1e2"#, .integerRange),
    (#""ext":2147483648"#, .integerRange), (#""ext":-2147483649"#, .integerRange),
    (#""ext":{}"#, .attributeType), (#""ext":[1]"#, .attributeType), (#""Ext":"x""#, .name),
    (#""Subject":"x""#, .name), (#""DATA":1"#, .name), (#""Data_base64":"x""#, .name),
    (#""":"x""#, .name), (#""e\u0301":"x""#, .name), (#""ext":"a\u0000""#, .text),
    (#""ext":"\uFFFE""#, .text), (#""ext":"\u009f""#, .text), (#""ext":1,"ext":"x""#, .once),
  ])
  func `what breaks a rule is told`(_ members: String, _ rule: CloudEventError.Rule) {
    #expect(self.rule(members) == rule)
  }

  @Test func `extensions keep their types`() throws {
    let event = try event(
      #""a":true,"b":false,"c":-2147483648,"d":2147483647,"e":"1","f":null,"\u0067":-0"#)
    let wanted: [(String, AttributeValue)] = [
      ("a", .boolean(true)), ("b", .boolean(false)), ("c", .integer(.min)), ("d", .integer(.max)),
      ("e", .string("1")), ("g", .integer(0)),
    ]
    #expect(event.extensions == wanted.map { ExtensionAttribute(name: $0.0, value: $0.1) })
    #expect(try CloudEvent(jsonText: event.jsonText) == event)
  }

  @Test(arguments: ["", "[]", "1", #""x""#, "{}", "{} {}", #"{"specversion":"1.0""#])
  func `what is no event is refused`(_ text: String) {
    #expect(throws: CloudEventError.self) { _ = try CloudEvent(jsonText: text) }
  }

  @Test func `data may be as deep in an event as anywhere`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    let event = try event(#""data":"# + nested(64))
    #expect(event.jsonText.contains(#""data":[[["#))
    #expect(try CloudEvent(jsonText: event.jsonText) == event)
    let batch = Array(("[" + event.jsonText + "]").utf8)
    #expect(try CloudEvent.batch(json: batch.span, limit: 1) == [event])
    #expect(throws: CloudEventError.self) { _ = try self.event(#""data":"# + nested(65)) }
    var deep = CloudEvent.minimal
    deep.data = Array(nested(65).utf8)
    #expect(deep.jsonText.contains("data_base64"))
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `an event comes back from JSON`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let event = random.event(typed: true)
    let read = try CloudEvent(jsonText: event.jsonText)
    var wanted = event
    if event.jsonText.contains(#","data":"#), event.dataContentType == nil {
      wanted.dataContentType = "application/json"
    }
    #expect(read == wanted)
    #expect(read.parts == wanted.parts)
  }
}
