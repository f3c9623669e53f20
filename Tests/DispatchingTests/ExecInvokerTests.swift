import CloudEvents
import EventLoops
import Glibc
import HTTPTransport
import Manifests
import Telemetry
import TestSupport
import Testing

@testable import Dispatching

@Suite(.timeLimit(.minutes(1)))
struct ExecInvokerTests {
  @Test func `data and attributes go in, output comes out`() async throws {
    let result = try await invoke("cat; printf ' %s %s' $CE_SUBJECT $KEY; env | wc -l")
    guard case .reply(let reply) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(reply.status == 200)
    #expect(reply.text.hasPrefix("data sensors/a secret"))
  }

  @Test func `nothing of the router's environment is inherited but PATH`() async throws {
    guard case .reply(let reply) = try await invoke("env") else {
      Issue.record("no answer")
      return
    }
    let names = Set(reply.text.split(separator: "\n").map { String($0.prefix { $0 != "=" }) })
    #expect(names.isSuperset(of: ["PATH", "KEY", "CE_ID", "CE_SOURCE", "CE_TYPE", "CE_SUBJECT"]))
    #expect(!names.contains("HOME") && !names.contains("USER"))
  }

  @Test(arguments: [
    ("exit 7", "exit status 7"), ("kill -9 $$", "killed by signal 9"),
    ("head -c 2000 /dev/zero", "larger than 1024 bytes"),
    ("echo answer; exit 1", "exit status 1"),
  ])
  func `failures say what happened`(script: String, words: String) async throws {
    guard case .failed(let reason) = try await invoke(script) else {
      Issue.record("it did not fail")
      return
    }
    #expect(reason.contains(words))
  }

  @Test(arguments: ["exec sleep 60", "exec >&- 2>&-; exec sleep 60", "sleep 60 & sleep 60"])
  func `whatever it does with its streams, it ends in time`(script: String) async throws {
    let began = ContinuousClock.now
    guard case .timedOut = try await invoke(script, timeout: .milliseconds(200)) else {
      Issue.record("it was not out of time")
      return
    }
    #expect(ContinuousClock.now - began < .seconds(20))
  }

  @Test func `a program that reads nothing answers all the same`() async throws {
    guard
      case .reply(let reply) = try await invoke(
        "echo done", data: [UInt8](repeating: 1, count: 1_000_000))
    else {
      Issue.record("no answer")
      return
    }
    #expect(reply.text == "done\n")
  }

  @Test func `what is declared takes the place of what is inherited`() async throws {
    let path = ["PATH": "/bin:/nowhere", "CE_ID": "mine"]
    guard case .reply(let reply) = try await invoke("env", environment: path) else {
      Issue.record("no answer")
      return
    }
    let lines = reply.text.split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("PATH=") } == ["PATH=/bin:/nowhere"])
    #expect(lines.filter { $0.hasPrefix("CE_ID=") } == ["CE_ID=mine"])
  }

  @Test func `no descriptor of the router's parent is inherited`() async throws {
    let inherited = dup(STDIN_FILENO)
    defer { close(inherited) }
    guard case .reply(let reply) = try await invoke("ls /proc/$$/fd") else {
      Issue.record("no answer")
      return
    }
    #expect(reply.text.split(separator: "\n").allSatisfy { ["0", "1", "2"].contains($0) })
  }

  @Test(arguments: [false, true])
  func `a program that is not there can't be reached`(isSecret: Bool) async throws {
    let result = try await invoke(command: ["/no/such/program"], hidesCommand: isSecret)
    guard case .unreachable(let reason) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(reason.contains("/no/such/program") == !isSecret)
  }

  private func invoke(
    _ script: String = "", command: [String]? = nil, data: [UInt8] = Array("data".utf8),
    environment: [String: String] = [:], timeout: Duration = patience,
    hidesCommand: Bool = false
  ) async throws -> InvocationResult {
    let test = try TestLoop()
    defer { test.end() }
    var target = ExecTargetSpec(command: command ?? ["/bin/sh", "-c", script], directory: "/tmp")
    target.environment = [.init(name: "KEY", value: Secret("secret"))]
    for (name, value) in environment {
      target.environment.append(.init(name: name, value: Secret(value)))
    }
    let invoker = ExecInvoker(
      name: "f", target: target, maxReplyBytes: data.count > 1_024 ? 2_000_000 : 1_024,
      hidesCommand: hidesCommand, searchPath: "/usr/bin:/bin", loop: test.loop, log: .silent)
    let event = CloudEvent(
      id: "e1", source: "/s", type: "t", subject: "sensors/a", data: data)
    return await test.run {
      await invoker.invoke(
        Invocation(content: .event(event), id: "e1", deadline: test.loop.now + timeout))
    }
  }
}
