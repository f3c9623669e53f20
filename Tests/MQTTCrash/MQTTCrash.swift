import EventLoops
import Glibc
import MQTTConnector
import Manifests
import Routing
import TestSupport

/// A router's MQTT side in a process of its own that kills itself at a chosen moment.
///
/// Usage: `mqttcrash PORT TOPIC FILE MOMENT`; appends the payload of each message that it settled
/// to FILE and says so on standard output; SIGKILL comes before or after that, or never.
@main
enum MQTTCrash {
  static func main() async {
    let arguments = CommandLine.arguments
    guard arguments.count == 5, let port = UInt16(arguments[1]),
      let moment = CrashMoment(rawValue: arguments[4]),
      let filter = try? TopicFilter(arguments[2]), let loop = try? EventLoop(name: "mqttcrash")
    else {
      exit(2)
    }
    var spec = MQTTSourceSpec(
      host: "127.0.0.1", port: port, topics: [filter], clientID: "mqttcrash")
    spec.keepAlive = .seconds(5)
    let sink = CrashingSink(file: arguments[3], moment: moment)
    let subscriber = MQTTSubscriber(
      source: SourceName(unchecked: "crash"), spec: spec, sink: sink, loop: loop)
    loop.start()
    await loop.spawn { await subscriber.run() }.value
  }
}
