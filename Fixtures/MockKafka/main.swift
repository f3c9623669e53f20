// A stand-alone Kafka stand-in on librdkafka's mock cluster: real connections, consumer groups and
// rebalances, and faults on demand.
//
//   mockkafka [--brokers N] [--topic NAME:PARTITIONS]… [--seconds N]
//
// It listens on ports of 127.0.0.1 that the kernel chooses and prints `bootstrap HOST:PORT,…`. It
// lives until a signal or the end of its seconds (3600), whatever becomes of its standard input.
// Each line of standard input is a command of `Fault`, answered by `ok` or `error: …`.
// Topics that nobody made are made by producing to them, with 4 partitions; a partition keeps
// 5 MB or 100,000 records.
import Glibc

do {
  let arguments = try Arguments(CommandLine.arguments.dropFirst())
  alarm(arguments.seconds)
  let cluster = try MockCluster(brokers: arguments.brokers)
  for topic in arguments.topics {
    try cluster.apply(.topic(name: topic.name, partitions: topic.partitions))
  }
  say("bootstrap \(cluster.bootstrap)")
  while let line = readLine() {
    do {
      try cluster.apply(Fault(line))
      say("ok")
    } catch {
      say("error: \(error.words)")
    }
  }
  cluster.stay()
} catch {
  complain("mockkafka: \(error.words)")
  exit(2)
}

func say(_ line: String) {
  write(line, to: STDOUT_FILENO)
}

func complain(_ line: String) {
  write(line, to: STDERR_FILENO)
}

func write(_ line: String, to descriptor: Int32) {
  let bytes = Array((line + "\n").utf8)
  unsafe bytes.withUnsafeBytes { buffer in
    _ = unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
  }
}
