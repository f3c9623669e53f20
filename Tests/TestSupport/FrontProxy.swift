/// Debian's nginx or haproxy on a free port of 127.0.0.1 before another server, as lenient and as
/// eager to share connections as they can be.
package final class FrontProxy: Sendable {
  package enum Kind: String, Sendable, CaseIterable { case nginx, haproxy }

  package let port: UInt16
  private let folder: TemporaryFolder
  private let process: ChildProcess

  /// Starts it and waits until it accepts connections.
  ///
  /// - Throws: `TestSupportError` where it is not installed or does not start.
  package convenience init(_ kind: Kind, before target: UInt16) async throws(TestSupportError) {
    try await self.init(kind, before: "127.0.0.1:\(target)")
  }

  /// - Parameter server: an address as the proxies write it, `HOST:PORT` or `unix:PATH`.
  package init(_ kind: Kind, before server: String) async throws(TestSupportError) {
    folder = try TemporaryFolder()
    port = try FreePort.next()
    let path: String
    switch kind {
    case .nginx:
      path = try folder.write("nginx.conf", FrontProxy.nginx(folder.path, port, server))
      process = try ChildProcess("nginx", ["-c", path, "-e", folder.file("error.log")])
    case .haproxy:
      path = try folder.write("haproxy.cfg", FrontProxy.haproxy(port, server))
      process = try ChildProcess("haproxy", ["-db", "-f", path])
    }
    guard await FreePort.waitUntilAccepting(port) else {
      throw .failed("\(kind) did not start: \(process.errors.text)")
    }
  }

  /// Bodies go on as they come, odd header names too, and a client's silence ends its connection.
  private static func nginx(_ folder: String, _ port: UInt16, _ server: String) -> String {
    """
    daemon off; master_process off; pid \(folder)/pid; error_log \(folder)/error.log;
    events { worker_connections 256; }
    http {
      access_log off; underscores_in_headers on; ignore_invalid_headers off; merge_slashes off;
      client_body_temp_path \(folder)/a; proxy_temp_path \(folder)/b; fastcgi_temp_path \(folder)/c;
      uwsgi_temp_path \(folder)/d; scgi_temp_path \(folder)/e;
      client_header_timeout 1s; client_body_timeout 1s; keepalive_timeout 1s; lingering_close off;
      upstream patchbay { server \(server); keepalive 1; }
      server {
        listen 127.0.0.1:\(port);
        location / {
          proxy_pass http://patchbay; proxy_http_version 1.1; proxy_set_header Connection '';
          proxy_set_header Host $http_host; proxy_request_buffering off; proxy_buffering off;
          proxy_next_upstream off;
        }
      }
    }

    """
  }

  private static func haproxy(_ port: UInt16, _ server: String) -> String {
    """
    global
      maxconn 256
    defaults
      mode http
      option accept-invalid-http-request
      http-reuse always
      timeout connect 5s
      timeout server 30s
      timeout client 1s
      timeout http-request 1s
      timeout http-keep-alive 1s
    frontend front
      bind 127.0.0.1:\(port)
      default_backend patchbay
    backend patchbay
      server patchbay \(server) pool-max-conn 1

    """
  }
}
