/// What is invoked.
package enum TargetSpec: Sendable, Hashable {
  case http(HTTPTargetSpec)
  case exec(ExecTargetSpec)
  case workers(WorkersTargetSpec)
}

/// How an event is written into a request.
package enum TargetFormat: String, Sendable, Hashable, CaseIterable {
  /// CloudEvents binary mode: attributes as `ce-` headers, data as the body.
  case binary
  /// CloudEvents structured mode: one JSON document.
  case structured
  /// Method, rest of the path, query and headers as they came, plus `ce-` headers.
  case passthrough
}

/// An `http://` address, taken apart once.
package struct HTTPAddress: Sendable, Hashable {
  /// A name or an address, without brackets.
  package var host: String
  package var port: UInt16
  /// Path and query, beginning with `/`.
  package var path: String

  package init(host: String, port: UInt16, path: String) {
    self.host = host
    self.port = port
    self.path = path
  }
}

package struct HTTPTargetSpec: Sendable, Hashable {
  package var address: HTTPAddress
  package var format: TargetFormat = .binary
  /// Headers added to each request; values may be secrets.
  package var headers: [HeaderSpec] = []

  package init(address: HTTPAddress) { self.address = address }
}

package struct HeaderSpec: Sendable, Hashable {
  package var name: String
  package var value: Secret
  package init(name: String, value: Secret) {
    self.name = name
    self.value = value
  }
}

package struct ExecTargetSpec: Sendable, Hashable {
  /// The program and its arguments; a program with a `/` is relative to the manifest's folder.
  package var command: [String]
  /// The environment, beside `CE_*`: nothing is inherited but `PATH`.
  package var environment: [EnvironmentVariable] = []
  /// The working directory, absolute: by default the folder of the manifest.
  package var directory: String

  package struct EnvironmentVariable: Sendable, Hashable {
    package var name: String
    package var value: Secret
    package init(name: String, value: Secret) {
      self.name = name
      self.value = value
    }
  }

  package init(command: [String], directory: String) {
    self.command = command
    self.directory = directory
  }
}

package struct WorkersTargetSpec: Sendable, Hashable {
  /// At least one, each once.
  package var addresses: [HTTPAddress]
  package var format: TargetFormat = .binary
  package var headers: [HeaderSpec] = []

  package init(addresses: [HTTPAddress]) { self.addresses = addresses }
}
