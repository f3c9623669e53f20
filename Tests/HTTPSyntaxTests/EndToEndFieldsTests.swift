import HTTPSyntax
import Testing

@Suite struct EndToEndFieldsTests {
  private let request = Array(
    """
    POST / HTTP/1.1\r
    Host: a\r
    Connection: close, X-Private\r
    X-Private: 1\r
    Keep-Alive: timeout=5\r
    TE: trailers\r
    Trailer: X\r
    Upgrade: h2c\r
    Proxy-Authorization: secret\r
    Proxy-Connection: close\r
    Content-Length: 0\r
    Content-Type: text/plain\r
    ce-id:7\r
    ce_id: 8\r
    X_Patchbay_Function: f:1\r
    X-Forwarded-For: 192.0.2.1\r
    Forwarded: for=192.0.2.1\r
    X-Patchbay-Function: f:1\r
    X-Kept: \t yes  \r
    Date: x\r
    \r

    """.utf8)

  @Test func `what is for the next hop only stays behind`() {
    #expect(
      copied(excluding: []) == """
        Host: a\r
        Content-Type: text/plain\r
        ce-id: 7\r
        X-Forwarded-For: 192.0.2.1\r
        Forwarded: for=192.0.2.1\r
        X-Patchbay-Function: f:1\r
        X-Kept: yes\r
        Date: x\r

        """)
  }

  @Test func `the kinds that are named stay behind too`() {
    #expect(
      copied(excluding: [.host, .contentType, .cloudEvent, .date, .patchbay, .forwarded])
        == "X-Kept: yes\r\n")
  }

  @Test func `a response's fields are passed on the same way`() {
    let bytes = Array(
      "HTTP/1.1 200 OK\r\nServer: x\r\nConnection: b\r\nA_1: 1\r\nB: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
        .utf8)
    var head = ResponseHead()
    let progress = head.parse(bytes.span, requestMethodWasHEAD: false, limits: HTTPLimits())
    #expect(progress == .complete)
    var output: [UInt8] = []
    output.copyEndToEndFields(from: bytes.span, head: head, excluding: .server)
    #expect(String(decoding: output, as: UTF8.self) == "A_1: 1\r\n")
  }

  private func copied(excluding: FieldKinds) -> String {
    var head = RequestHead()
    let progress = head.parse(request.span, limits: HTTPLimits())
    #expect(progress == .complete)
    var output: [UInt8] = []
    output.copyEndToEndFields(from: request.span, head: head, excluding: excluding)
    return String(decoding: output, as: UTF8.self)
  }
}
