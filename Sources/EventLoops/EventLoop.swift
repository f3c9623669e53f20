import CLinux
import Glibc
import Instants
import Synchronization

/// One thread that waits with epoll and runs Swift tasks: an executor for code that stays on it.
///
/// Tasks started with `spawn`, and every nonisolated async function they call, run on the loop's
/// thread only. Objects that live on a loop are used from there alone, so they need no lock.
// Safe because `local`, `table` and everything beside them is touched on the loop's thread only;
// what other threads reach is atomic or behind a mutex.
@safe package final class EventLoop: TaskExecutor, @unchecked Sendable {
  package let name: String
  private let epoll: Int32
  private let wakeup: Int32
  private var handle = pthread_t()
  /// The identity of the loop's thread; 0 before it runs.
  private let thread = Atomic<UInt>(0)
  private let isStopping = Atomic<Bool>(false)
  /// Whether a wake-up is already on its way, so that a second write(2) can be saved.
  private let isWoken = Atomic<Bool>(false)
  private let remote = Mutex<ContiguousArray<UnownedJob>>([])

  private var local = ContiguousArray<UnownedJob>()
  private var running = ContiguousArray<UnownedJob>()
  private var table = DescriptorTable()
  fileprivate var scratches: [[UInt8]] = []
  private var pages = ContiguousArray<[UInt8]>()
  var timers = TimerQueue()
  private let crew = Crew()
  /// New work that has come and not begun.
  var line = NewcomerLine()
  /// The monotonic clock, read once a turn.
  package private(set) var now = MonotonicTime.read()
  /// The civil clock, read once a turn.
  package private(set) var wallNow = WallTime.now

  /// - Throws: `EventLoopError` where the system has no descriptors left.
  package init(name: String) throws(EventLoopError) {
    self.name = name
    // A write to a peer that has gone is an error value, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { throw .system(call: "epoll_create1", errno: errno) }
    wakeup = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard wakeup >= 0 else {
      let code = errno
      close(epoll)
      throw .system(call: "eventfd", errno: code)
    }
    control(EPOLL_CTL_ADD, wakeup, events: flag(clinux_epoll_in), data: DescriptorTable.wakeupKey)
  }

  deinit {
    close(wakeup)
    close(epoll)
  }

  // MARK: Life

  /// Starts the loop's thread.
  package func start() {
    let box = unsafe Unmanaged.passRetained(self)
    let status = unsafe pthread_create(&handle, nil, runLoop, box.toOpaque())
    precondition(status == 0, "no thread for loop \(name): \(systemMessage(status))")
  }

  /// Asks the loop to end; tasks that are suspended on it are never resumed.
  package func stop() {
    isStopping.store(true, ordering: .releasing)
    wake()
  }

  /// Waits until the loop's thread has ended; call once, after `start`.
  package func join() {
    pthread_join(handle, nil)
  }

  /// Whether the calling thread is the loop's.
  package var isCurrent: Bool {
    thread.load(ordering: .relaxed) == UInt(pthread_self())
  }

  /// Starts a task whose code stays on this loop.
  @discardableResult
  package func spawn<Success: Sendable>(
    _ operation: @escaping @Sendable () async -> Success
  ) -> Task<Success, Never> {
    Task(executorPreference: self, operation: operation)
  }

  /// Starts an operation on this loop, in a task that is kept for the next one: dearer to begin than
  /// a call, cheaper than `spawn`. Call it on the loop; nobody can wait for it or cancel it.
  package func perform(_ operation: @escaping @Sendable () async -> Void) {
    precondition(isCurrent, "an operation is begun on its loop")
    if !crew.begin(operation) { spawn { [self] in await crew.serve(operation) } }
  }

  // MARK: Executor

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isCurrent {
      local.append(job)
    } else {
      remote.withLock { $0.append(job) }
      wake()
    }
  }

  private func wake() {
    if !isWoken.exchange(true, ordering: .acquiringAndReleasing) {
      eventfd_write(wakeup, 1)
    }
  }

  // MARK: The loop

  fileprivate func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 256) { events in
      while !isStopping.load(ordering: .acquiring) {
        runJobs()
        let count = unsafe epoll_wait(epoll, events.baseAddress, 256, waitMilliseconds())
        now = MonotonicTime.read()
        wallNow = WallTime.now
        for index in 0..<max(0, Int(count)) {
          unsafe handle(events[index].data.u64, events[index].events)
        }
        fireTimers()
        beginNewWork()
      }
    }
    crew.dismiss()
    runJobs()
    // One by one, for each would else be released by the one before it, however many there are.
    while line.popFirst() != nil {}
    thread.store(0, ordering: .relaxed)
  }

  /// How much new work begins in a turn.
  private static let newcomersPerTurn = 32

  /// Begins some of the new work; the rest waits until the loop has looked for what goes on with
  /// work that is under way. What has begun is so finished first, and only as much is in memory, and
  /// in the processor's caches, as those who do the work need to be busy.
  private func beginNewWork() {
    var count = 0
    while count < EventLoop.newcomersPerTurn, let stream = line.popFirst() {
      stream.begin()
      count += 1
    }
  }

  private func runJobs() {
    let task = unsafe asUnownedTaskExecutor()
    while !local.isEmpty {
      swap(&local, &running)
      var index = 0
      while index < running.count {
        unsafe running[index].runSynchronously(on: task)
        index += 1
      }
      running.removeAll(keepingCapacity: true)
    }
  }

  private func handle(_ key: UInt64, _ events: UInt32) {
    guard key != DescriptorTable.wakeupKey else {
      var value: eventfd_t = 0
      unsafe eventfd_read(wakeup, &value)
      _ = isWoken.exchange(false, ordering: .acquiringAndReleasing)
      remote.withLock {
        local.append(contentsOf: $0)
        $0.removeAll(keepingCapacity: true)
      }
      return
    }
    table.watched(key)?.ready(events)
  }

  /// How long epoll may sleep: until the next timer, rounded up so as not to wake too early.
  private func waitMilliseconds() -> Int32 {
    guard line.isEmpty else { return 0 }
    guard let next = timers.next else { return -1 }
    guard next > now else { return 0 }
    return Int32(min(60_000, (next.nanoseconds - now.nanoseconds + 999_999) / 1_000_000))
  }

  private func fireTimers() {
    while let due = timers.popDue(now) {
      switch due {
      case .descriptor(let key): table.watched(key)?.expired()
      case .sleeper(let sleeper): sleeper.fire()
      }
    }
  }

  // MARK: Descriptors

  /// Begins to watch; returns the key that timers name it by.
  func add(_ watched: Watched, events: UInt32) throws(EventLoopError) -> UInt64 {
    let key = table.insert(watched)
    guard control(EPOLL_CTL_ADD, watched.descriptor, events: events, data: key) == 0 else {
      let code = errno
      table.remove(watched)
      throw .system(call: "epoll_ctl", errno: code)
    }
    return key
  }

  func change(_ watched: Watched, events: UInt32, key: UInt64) {
    control(EPOLL_CTL_MOD, watched.descriptor, events: events, data: key)
  }

  /// Stops watching; nothing happens where it is not watched any more.
  func remove(_ watched: Watched) {
    guard table.remove(watched) else { return }
    control(EPOLL_CTL_DEL, watched.descriptor, events: 0, data: 0)
  }

  @discardableResult
  private func control(_ operation: Int32, _ descriptor: Int32, events: UInt32, data: UInt64)
    -> Int32
  {
    var event = unsafe epoll_event(events: events, data: epoll_data_t(u64: data))
    return unsafe epoll_ctl(epoll, operation, descriptor, &event)
  }

  // MARK: Pages

  /// The size of a page of buffer space in bytes.
  package static let pageSize = 16_384
  /// Pages kept for reuse on each loop.
  private static let pagesKept = 1_024

  /// An array of `pageSize` bytes with whatever was in it before.
  func lendPage() -> [UInt8] {
    pages.popLast() ?? [UInt8](repeating: 0, count: EventLoop.pageSize)
  }

  func returnPage(_ page: consuming [UInt8]) {
    if page.count == EventLoop.pageSize, pages.count < EventLoop.pagesKept { pages.append(page) }
  }
}

extension EventLoop {
  /// An empty array with room in it, to build output in; give it back with `returnScratch`.
  package func lendScratch() -> [UInt8] { scratches.popLast() ?? [] }

  /// Takes the array back and leaves an empty one; one that has grown beyond a page is let go.
  package func returnScratch(_ scratch: inout [UInt8]) {
    var returned: [UInt8] = []
    swap(&scratch, &returned)
    guard returned.capacity <= EventLoop.pageSize, scratches.count < 64 else { return }
    returned.removeAll(keepingCapacity: true)
    scratches.append(returned)
  }
}

func flag(_ value: some BinaryInteger) -> UInt32 { UInt32(truncatingIfNeeded: value) }
func flag<Flag: RawRepresentable>(_ value: Flag) -> UInt32 where Flag.RawValue: BinaryInteger {
  UInt32(truncatingIfNeeded: value.rawValue)
}

/// The body of the loop's thread; outside any type so that no isolation is inferred for it.
private nonisolated func runLoop(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument = unsafe argument else { return nil }
  let loop = unsafe Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue()
  _ = unsafe loop.name.prefix(15).withCString { unsafe pthread_setname_np(pthread_self(), $0) }
  loop.run()
  return nil
}
