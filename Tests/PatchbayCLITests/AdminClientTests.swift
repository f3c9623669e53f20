import Testing

@testable import PatchbayCLI

struct AdminClientTests {
  @Test(arguments: [
    "127.0.0.1:8081", "localhost:1", "[::1]:8081", ":8081", "*:8081", "0.0.0.0:8081",
    "http://127.0.0.1:8081", "http://127.0.0.1:8081/",
    "unix:/run/patchbay/admin.sock", "unix:admin.sock",
  ])
  func `an address is taken in every form that serve takes`(address: String) throws {
    _ = try AdminClient(address, token: nil, for: .get)
  }

  @Test(arguments: [
    "", "8081", "localhost", "127.0.0.1:99999", "::1:8081", "https://h:1/x", "h/x:1", "a b:1",
    "a\r\nX:1", "unix:", "unix:/\(String(repeating: "x", count: 107))",
  ])
  func `what is no address is wrong usage`(address: String) {
    #expect {
      try AdminClient(address, token: nil, for: .get)
    } throws: { error in
      (error as? CLIError)?.exitStatus == 2
    }
  }
}
