import EventLoops
import Glibc

/// What the kernel says of this process; nil where it does not say.
struct ProcessMetrics: Sendable, Hashable {
  var cpuSeconds: Double?
  var openFiles: Double?
  var maxOpenFiles: Double?
  var virtualBytes: Double?
  var residentBytes: Double?
  /// Since the epoch.
  var startSeconds: Double?

  typealias Metric = (name: String, kind: Exposition.Kind, help: String, value: Double?)

  /// Under the names that Prometheus' own clients use.
  var metrics: [Metric] {
    [
      (
        "process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds.",
        cpuSeconds
      ),
      ("process_open_fds", .gauge, "Number of open file descriptors.", openFiles),
      ("process_max_fds", .gauge, "Maximum number of open file descriptors.", maxOpenFiles),
      ("process_virtual_memory_bytes", .gauge, "Virtual memory size in bytes.", virtualBytes),
      ("process_resident_memory_bytes", .gauge, "Resident memory size in bytes.", residentBytes),
      (
        "process_start_time_seconds", .gauge,
        "Start time of the process since unix epoch in seconds.", startSeconds
      ),
    ]
  }

  /// Reads them from /proc; source: proc(5).
  static func read() -> ProcessMetrics {
    var metrics = ProcessMetrics()
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    if let stat = text("/proc/self/stat"), let name = stat.lastIndex(of: ")") {
      // The first field after the name is the third of the manual.
      let fields = stat[name...].split(separator: " ").dropFirst().map { Double($0) }
      func field(_ number: Int) -> Double? {
        fields.indices.contains(number - 3) ? fields[number - 3] : nil
      }
      if let user = field(14), let system = field(15) {
        metrics.cpuSeconds = (user + system) / ticks
      }
      metrics.virtualBytes = field(23)
      metrics.residentBytes = field(24).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
      if let start = field(22), let boot = number(after: "btime", in: text("/proc/stat")) {
        metrics.startSeconds = boot + start / ticks
      }
    }
    metrics.maxOpenFiles = number(after: "Max open files", in: text("/proc/self/limits"))
    metrics.openFiles = countOpenFiles().map(Double.init)
    return metrics
  }

  /// The first number of the line that begins with `key`.
  private static func number(after key: String, in text: String?) -> Double? {
    guard let line = text?.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else {
      return nil
    }
    return line.dropFirst(key.count).split(separator: " ").first.flatMap { Double($0) }
  }

  private static func text(_ path: String) -> String? {
    (try? SmallFile.read(path, limitBytes: 1_048_576)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The entries of /proc/self/fd without `.`, `..` and the descriptor that reads it.
  private static func countOpenFiles() -> Int? {
    guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
    defer { unsafe closedir(folder) }
    var count = 0
    while unsafe readdir(folder) != nil { count += 1 }
    return count - 3
  }
}
