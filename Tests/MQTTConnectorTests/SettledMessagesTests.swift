import Mosquitto
import Testing

@testable import MQTTConnector

struct SettledMessagesTests {
  @Test func `what was settled is recognized once, what was not never`() {
    let answers = recognized(
      after: [(1, "a", true), (2, "b", false), (3, "c", true)],
      [(1, "a"), (2, "b"), (3, "c"), (1, "a")])
    #expect(answers == [true, false, true, false])
  }

  @Test func `another message under an old number is not taken for the old one`() {
    #expect(recognized(after: [(1, "a", true)], [(1, "b"), (1, "a")]) == [false, false])
  }

  @Test func `the first unknown message ends the memory`() {
    #expect(recognized(after: [(1, "a", true)], [(9, "z"), (1, "a")]) == [false, false])
  }

  @Test func `messages of QoS 0 neither match nor end the memory`() {
    let answers = recognized(
      after: [(nil, "a", true), (1, "a", true)], [(nil, "a"), (1, "a")])
    #expect(answers == [false, true])
  }

  @Test func `a lost session forgets everything`() {
    var settled = SettledMessages()
    settled.remember(message(1, "a"), isSettled: true)
    settled.forget()
    let answer = settled.recognizes(message(1, "a"))
    #expect(!answer)
  }
}

private func recognized(
  after remembered: [(UInt16?, String, Bool)], _ received: [(UInt16?, String)]
) -> [Bool] {
  var settled = SettledMessages()
  for (number, text, isSettled) in remembered {
    settled.remember(message(number, text), isSettled: isSettled)
  }
  return received.map { settled.recognizes(message($0, $1)) }
}

private func message(_ number: UInt16?, _ text: String) -> MosquittoMessage {
  MosquittoMessage(packetIdentifier: number, topic: "t", payload: Array(text.utf8))
}
