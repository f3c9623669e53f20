import EventLoops
import Testing

/// A loop that is ended when the body has returned.
func withLoop<Result: Sendable>(
  _ body: @escaping @Sendable (EventLoop) async -> Result
) async throws -> Result {
  let loop = try EventLoop(name: "test")
  loop.start()
  let result = await Task(executorPreference: loop) { await body(loop) }.value
  loop.stop()
  loop.join()
  return result
}

struct EventLoopTests {
  @Test func `code stays on its loop over suspensions`() async throws {
    let places = try await withLoop { loop in
      var places = [loop.isCurrent]
      try? await loop.sleep(for: .milliseconds(2))
      places.append(loop.isCurrent)
      await Task.yield()
      places.append(loop.isCurrent)
      places.append(await offLoop { loop.isCurrent } == false)
      places.append(loop.isCurrent)
      return places
    }
    #expect(places == [true, true, true, true, true])
  }

  @Test func `sleepers wake in the order of their deadlines`() async throws {
    let order = try await withLoop { loop in
      await withTaskGroup(of: Int.self) { group in
        for number in [3, 1, 2] {
          group.addTask {
            try? await loop.sleep(for: .milliseconds(number * 5))
            return number
          }
        }
        var order: [Int] = []
        for await number in group { order.append(number) }
        return order
      }
    }
    #expect(order == [1, 2, 3])
  }

  @Test func `a cancelled sleep ends at once with an error`() async throws {
    let wasCancelled = try await withLoop { loop in
      let task = Task(executorPreference: loop) {
        do { try await loop.sleep(for: .seconds(3_600)) } catch { return true }
        return false
      }
      await Task.yield()
      task.cancel()
      return await task.value
    }
    #expect(wasCancelled)
  }

  @Test func `a signal raised before anybody waits is not lost`() async throws {
    let count = try await withLoop { loop in
      let signal = Signal()
      signal.raise()
      await signal.wait()
      let waiting = Task(executorPreference: loop) { await signal.wait() }
      await Task.yield()
      signal.raise()
      await waiting.value
      return 2
    }
    #expect(count == 2)
  }

  @Test func `a signal is not spent on a waiter that a timer has woken`() async throws {
    let isWoken = try await withLoop { loop in
      let signal = Signal()
      let first = Sleeper()
      signal.arm(first)
      loop.wake(first, at: loop.now)
      await first.wait()
      signal.disarm(first)
      signal.raise()
      // Hangs where the raise went to the first waiter.
      await signal.wait()
      return true
    }
    #expect(isWoken)
  }
}
