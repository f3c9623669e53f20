import CloudEvents
import EventLoops
import Routing

/// Measures what is too small for a load generator; run by `make bench`.
@main
enum Benchmark {
  static func main() {
    let few = matchNanoseconds(associations: 10)
    let many = matchNanoseconds(associations: 100_000)
    StandardOutput.write(
      "matching, ns an event: \(Int(few)) with 10 associations, \(Int(many)) with 100,000: "
        + "ratio \(rounded(many / few))\n")
  }

  /// The median cost of matching and choosing, where one association in all concerns the event.
  ///
  /// Half of the others belong to other sources; half to this one, with a filter that refuses it.
  private static func matchNanoseconds(associations count: Int) -> Double {
    let table = makeTable(count)
    let events = (0..<1_024).map { number in
      CloudEvent(
        id: "event-\(number)", source: "/sensors/\(number % 7)", type: "wanted",
        subject: "sensors/\(number)/temperature")
    }
    guard let source = SourceName("here"), let id = table.id(of: source) else { return 0 }
    var costs: [Double] = []
    var chosen = 0
    for _ in 0..<31 {
      let began = MonotonicTime.read()
      for _ in 0..<20 {
        for event in events {
          var payload = Payload { _ in nil }
          table.match(event, from: id, payload: &payload) { association in
            chosen &+= table.choose(association, for: event).index
          }
        }
      }
      let nanoseconds = (MonotonicTime.read().nanoseconds &- began.nanoseconds)
      costs.append(Double(nanoseconds) / Double(20 * events.count))
    }
    precondition(chosen > 0, "the benchmark matches nothing")
    return costs.sorted()[costs.count / 2]
  }

  private static func makeTable(_ count: Int) -> RoutingTable {
    let function = FunctionName(unchecked: "f")
    let reference = FunctionReference(function: function, qualifier: .version(2))
    let sources = ["here"] + (0..<100).map { "elsewhere-\($0)" }
    let associations = (0..<count).map { number in
      let isOurs = number % 2 == 0
      return Association(
        name: AssociationName(unchecked: "a\(number)"),
        sources: [SourceName(unchecked: isOurs ? "here" : sources[1 + number % 100])],
        destinations: [Weighted(reference)], mode: .sync,
        filter: .exact([
          AttributeCondition(attribute: "type", text: number == 4 ? "wanted" : "other-\(number)")
        ]))
    }
    return RoutingTable(
      functions: [FunctionVersions(name: function, numbers: [1, 2], hasOwnTarget: false)],
      associations: associations, sources: sources.map { SourceName(unchecked: $0) })
  }

  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
