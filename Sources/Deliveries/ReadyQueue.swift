import Instants

/// One function's deliveries, in the order of their tokens.
///
/// `entries` holds all of them, sorted by token, so that any is found by bisection and the oldest
/// stands first. What has ended stays as a gap until gaps are the greater part.
struct ReadyQueue: Sendable {
  enum State: Int64, Sendable {
    case ready, delayed, leased, gone
  }

  /// 16 bytes, as there may be millions: the state stands in the lowest two bits beside the token.
  private struct Entry: Sendable {
    private var tokenAndState: Int64
    var acceptedAt: WallTime

    init(token: Int64, acceptedAt: WallTime, state: State) {
      precondition(token >= 0 && token < 1 << 61, "the token \(token) is out of range")
      tokenAndState = token << 2 | state.rawValue
      self.acceptedAt = acceptedAt
    }

    var token: Int64 { tokenAndState >> 2 }

    var state: State {
      get { State(rawValue: tokenAndState & 3) ?? .gone }
      set { tokenAndState = tokenAndState & ~3 | newValue.rawValue }
    }
  }

  private var entries: [Entry] = []
  private var ready = BinaryHeap<Int64>()
  /// Where `entries` begins to hold anything but gaps.
  private var head = 0
  private var gaps = 0
  private(set) var leasedCount = 0

  /// Ready, delayed and leased ones together.
  var depth: Int { entries.count - gaps }
  /// With gaps.
  var entryCount: Int { entries.count }
  var readyCount: Int { ready.count }
  var delayedCount: Int { depth - readyCount - leasedCount }
  /// When the delivery with the smallest token was accepted.
  var oldest: WallTime? { head < entries.count ? entries[head].acceptedAt : nil }

  mutating func insert(_ token: Int64, acceptedAt: WallTime, isReady: Bool) {
    let entry = Entry(token: token, acceptedAt: acceptedAt, state: isReady ? .ready : .delayed)
    let position = position(of: token)
    if position < entries.count, entries[position].token == token {
      precondition(entries[position].state == .gone, "delivery \(token) is there already")
      entries[position] = entry
      gaps -= 1
    } else {
      entries.insert(entry, at: position)
    }
    head = min(head, position)
    if isReady { ready.insert(token) }
  }

  /// A delayed delivery's time has come.
  mutating func becomeReady(_ token: Int64) {
    move(token, from: .delayed, to: .ready)
    ready.insert(token)
  }

  /// The ready delivery with the smallest token.
  mutating func lease() -> Int64? {
    guard ready.first != nil else { return nil }
    let token = ready.removeFirst()
    move(token, from: .ready, to: .leased)
    leasedCount += 1
    return token
  }

  mutating func release(_ token: Int64) {
    move(token, from: .leased, to: .ready)
    leasedCount -= 1
    ready.insert(token)
  }

  mutating func delay(_ token: Int64) {
    move(token, from: .leased, to: .delayed)
    leasedCount -= 1
  }

  mutating func settle(_ token: Int64) {
    move(token, from: .leased, to: .gone)
    leasedCount -= 1
    dropGaps()
  }

  /// Takes out a delivery that is not leased; says in which state it was, nil for neither.
  mutating func remove(_ token: Int64) -> State? {
    let position = position(of: token)
    guard position < entries.count, entries[position].token == token else { return nil }
    let state = entries[position].state
    guard state == .ready || state == .delayed else { return nil }
    if state == .ready { _ = ready.remove { $0 == token } }
    move(token, from: state, to: .gone)
    dropGaps()
    return state
  }

  private mutating func move(_ token: Int64, from old: State, to new: State) {
    let position = position(of: token)
    precondition(
      position < entries.count && entries[position].token == token
        && entries[position].state == old,
      "delivery \(token) is not \(old) and cannot become \(new)")
    entries[position].state = new
    if new == .gone { gaps += 1 }
  }

  private mutating func dropGaps() {
    while head < entries.count, entries[head].state == .gone { head += 1 }
    guard gaps > 32, gaps * 2 > entries.count else { return }
    entries.removeAll { $0.state == .gone }
    (head, gaps) = (0, 0)
  }

  /// Where the token stands, or would stand.
  private func position(of token: Int64) -> Int {
    // Most arrive in order.
    guard let last = entries.last, last.token >= token else { return entries.count }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].token < token { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
