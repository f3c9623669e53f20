import EventLoops
import HTTPSyntax
import Instants
import JSONSyntax
import Storage

extension AdminHandler {
  /// A page of the dead letters that the query wants, or the one named after them.
  func deadLetters(_ rest: [String], _ request: AdminRequest) async throws(StoreError)
    -> AdminAnswer
  {
    if let id = rest.first {
      var query = DeadLetterQuery()
      query.ids = [id]
      let letter = try await backend.deadLetters(query, limit: 1, after: nil).first
      guard rest.count == 1, let letter else {
        return .notFound("there is no dead letter \(rest.joined(separator: "/"))")
      }
      return .json(letter.json)
    }
    guard let (limit, cursor) = page(request, of: Int64.self) else { return badPage }
    var query = DeadLetterQuery()
    for name in DeadLetterQuery.filterNames {
      guard let text = request.query[name] else { continue }
      if let allowed = query.take(name, text, now: WallTime.now) {
        return BadRequest("`\(name)` is \(allowed)").answer
      }
    }
    let letters = try await backend.deadLetters(query, limit: limit, after: cursor)
    // The store may give fewer than asked for where payloads are large; only none is the end.
    var next: String?
    if let last = letters.last {
      let more = try await backend.deadLetters(query, limit: 1, after: last.position)
      next = more.isEmpty ? nil : String(last.position)
    }
    return list(letters.map(\.summary), cursor: next)
  }

  /// `POST /v1/dead-letters:redrive`.
  func redrive(_ body: [UInt8]) async -> AdminAnswer {
    await order(body, .redrive) { backend, order throws(StoreError) in
      let report = try await backend.redrive(order)
      return report.json("redriven", isRehearsal: order.isRehearsal)
    }
  }

  /// `POST /v1/dead-letters:purge`.
  func purge(_ body: [UInt8]) async -> AdminAnswer {
    await order(body, .purge) { backend, order throws(StoreError) in
      let report = try await backend.purge(order.query, isRehearsal: order.isRehearsal)
      return report.json("purged", isRehearsal: order.isRehearsal)
    }
  }

  private func order(
    _ body: [UInt8], _ kind: DeadLetterOrder.Kind,
    _ carryOut: (any AdminBackend, RedriveOrder) async throws(StoreError) -> JSONValue
  ) async -> AdminAnswer {
    let order: RedriveOrder
    do throws(BadRequest) {
      order = try DeadLetterOrder(body, kind, now: WallTime.now).redrive
    } catch {
      return error.answer
    }
    do throws(StoreError) {
      return .json(try await carryOut(backend, order))
    } catch {
      return .problem(Problem(status: 503, detail: error.description))
    }
  }
}
