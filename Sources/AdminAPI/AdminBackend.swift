import CloudEvents
import Connectors
import Instants
import Manifests
import Routing
import Storage
import Telemetry

/// What the admin API shows and does: the running service.
package protocol AdminBackend: Sendable {
  /// Whether events are taken in.
  var isReady: Bool { get }
  var manifest: Manifest { get }
  /// The state of each source that has a connector of its own.
  var statuses: [SourceName: ConnectorStatus] { get }
  /// The workers of a function, in the order of its versions; none for other targets.
  func workers(of function: FunctionName) -> [WorkerStatus]
  /// Why queued deliveries to a function wait, for people; none where none has to.
  func holds(of function: FunctionName) -> [String]
  /// The versions of a function as they run, in the order of the routing table.
  func versions(of function: FunctionName) -> [VersionStatus]
  /// What has been counted since the router started.
  var registry: MetricRegistry { get }
  /// The last lines of the log that tell of functions.
  var functionLog: FunctionLog { get }
  /// When the router started.
  var startedAt: WallTime { get }
  /// Attempts a second over the last minute.
  ///
  /// - Parameter attempts: what series of `attempts` show now.
  func rate(of attempts: [CounterReading]) -> Double
  /// The metrics in Prometheus' text format.
  func metrics() async -> [UInt8]
  func queues() async throws(StoreError) -> [QueueStatistics]
  func deadLetterCounts() async throws(StoreError) -> [FunctionName: Int]
  /// - Parameter position: of the last dead letter seen; nil begins with the first.
  func deadLetters(_ query: DeadLetterQuery, limit: Int, after position: Int64?)
    async throws(StoreError) -> [DeadLetter]
  func redrive(_ order: RedriveOrder) async throws(StoreError) -> OperatorReport
  func purge(_ query: DeadLetterQuery, isRehearsal: Bool) async throws(StoreError)
    -> OperatorReport
  /// What the ledger has of events or deliveries with one of these ids, oldest first: JSON objects,
  /// the latest where there are very many.
  func ledgerRecords(of ids: [String]) async throws(StoreError) -> [[UInt8]]
  /// The deliveries that have not ended of events or deliveries with one of these ids, oldest first,
  /// or of an event whose id ends so; a hundred at most.
  func waitingDeliveries(of ids: [String], ending: String?) async throws(StoreError)
    -> [WaitingDelivery]
  /// Events that were taken in, without their data.
  ///
  /// - Parameter place: the `next` of the page before; nil begins with the oldest.
  func history(_ query: HistoryQuery, limit: Int, after place: HistoryPlace?)
    async throws(StoreError) -> HistoryPage
  /// The position of the event that was kept last; nil where there is none.
  func lastInHistory() async throws(StoreError) -> Int64?
  func replay(_ order: ReplayOrder) async throws(StoreError) -> ReplayReport
  /// How the ids of Kafka records at `topic/partition/offset` end; nil for anything else.
  func idEnding(atPlace text: String) -> String?
  /// What is paused, and since when.
  var pauses: [PauseTarget: WallTime] { get }
  /// Returns when it is durable and holds everywhere; what is paused already stays so.
  func pause(_ target: PauseTarget) async throws(StoreError)
  func resume(_ target: PauseTarget) async throws(StoreError)
  /// Makes a manifest the router's own, whole or not at all, and writes it where that stands.
  ///
  /// - Parameter isRehearsal: nothing is changed or written; the answer is what would become of it.
  func apply(_ manifest: [UInt8], isRehearsal: Bool) async throws(ApplyRefusal) -> AppliedManifest
  /// Invocations of a function that are under way.
  func inFlight(of function: FunctionName) -> Int
  /// - Returns: nil where there is no such function, version or alias.
  func invoke(_ reference: FunctionReference, mode: DeliveryMode, _ event: CloudEvent) async
    -> Receipt?
}
