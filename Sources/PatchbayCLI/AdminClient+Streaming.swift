import EventLoops
import HTTPSyntax
import HTTPTransport

extension AdminClient {
  /// How long the head of an answer may take.
  private static let headTimeout: Duration = .seconds(30)
  /// The longest silence in an answer that comes bit by bit.
  private static let silence: Duration = .seconds(365 * 86_400)

  /// Asks for what comes bit by bit, and hands each piece over until the router ends it.
  ///
  /// - Throws: `CLIError.failure` where there is no answer, it is a problem, or it breaks off.
  func follow(_ target: String, _ take: @escaping @Sendable ([UInt8]) -> Void)
    async throws(CLIError)
  {
    let result = try await onLoop { pool, loop in
      var request = UpstreamRequest(
        head: head("GET", target), body: [], isSafe: true,
        deadline: loop.now + AdminClient.headTimeout, maxReplyBytes: AdminClient.maxReplyBytes)
      request.passesReply = true
      request.pause = AdminClient.silence
      return await AdminClient.receive(request, pool, take)
    }
    switch result {
    case .success(let reply):
      guard reply.isSuccess else {
        throw .failure(reply.problemText ?? "the router answered with status \(reply.status)")
      }
    case .failure(let error): throw .failure(reason(error, AdminClient.headTimeout))
    }
  }

  private static func receive(
    _ request: UpstreamRequest, _ pool: UpstreamPool, _ take: ([UInt8]) -> Void
  ) async -> Result<HTTPReply, HTTPClientError> {
    do throws(HTTPClientError) {
      let reply = try await pool.send(request)
      if reply.isSuccess {
        if !reply.body.isEmpty { take(reply.body) }
        try await reply.rest?.read(take)
      }
      return .success(reply)
    } catch {
      return .failure(error)
    }
  }
}
