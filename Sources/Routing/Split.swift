/// A choice by weight that always comes out the same for the same key: weighted rendezvous hashing.
///
/// For each candidate i with its weight and its label:
///
///     seed  = XXH64(label, seed: 0)
///     hash  = XXH64(key, seed: seed)
///     u     = ((hash >> 11) + 0.5) / 2^53        a number between 0 and 1
///     score = -ln(u) / weight
///
/// The smallest score wins, on a tie the first. The scores are exponentially distributed with the
/// weights as rates, so that a candidate wins with the probability weight / sum of weights. And a
/// candidate's score hangs on its own weight alone: raising it (or adding a candidate) moves keys
/// only toward this candidate, lowering it only away.
///
/// Example: key `order-17`, labels `alias/resize:1` with weight 90 and `alias/resize:2` with 10:
///
///     seed   561b24dfaf569efc              c9f5c89a2b676199
///     hash   77d0da4426790ace              de0a05116c6e3cc4
///     u      0.46803058780503565           0.8673403899705869
///     score  0.0084357958515833            0.0142323772595612
///
/// so version 1 gets it. (Where `(hash >> 11) + 0.5` needs more than 53 bits, it is rounded as IEEE
/// 754 rounds; u is never 0.)
package struct Split<Choice: Sendable>: Sendable {
  package struct Candidate: Sendable {
    package var choice: Choice
    /// Enters the hash; two routers that use other labels choose otherwise.
    package var label: String
    /// Positive and finite; its share is this over the sum of all.
    package var weight: Double
    fileprivate var seed: UInt64

    package init(_ choice: Choice, label: String, weight: Double) {
      precondition(weight > 0 && weight.isFinite, "the weight of \(label) is \(weight)")
      self.choice = choice
      self.label = label
      self.weight = weight
      seed = XXH64.hash(label)
    }
  }

  /// What may be chosen; at least one, each label once.
  package let candidates: [Candidate]

  /// - Parameter candidates: at least one. Where a label comes again, its weights are added.
  package init(_ candidates: [Candidate]) {
    precondition(!candidates.isEmpty, "a split without candidates")
    var merged: [Candidate] = []
    for candidate in candidates {
      if let same = merged.firstIndex(where: { $0.label == candidate.label }) {
        merged[same].weight += candidate.weight
      } else {
        merged.append(candidate)
      }
    }
    self.candidates = merged
  }

  /// The choice for this key; without hashing where there is only one.
  package func choose(_ key: String) -> Choice { candidates[position(for: key)].choice }

  /// Where the choice for this key stands in `candidates`.
  func position(for key: String) -> Int {
    guard candidates.count > 1 else { return 0 }
    var best = 0
    var bestScore = Double.infinity
    for position in candidates.indices {
      let score = score(of: position, for: key)
      if score < bestScore {
        best = position
        bestScore = score
      }
    }
    return best
  }

  func score(of position: Int, for key: String) -> Double {
    let uniform = (Double(hash(of: position, for: key) >> 11) + 0.5) / 0x1p53
    return -NaturalLogarithm.of(uniform) / candidates[position].weight
  }

  func hash(of position: Int, for key: String) -> UInt64 {
    XXH64.hash(key, seed: candidates[position].seed)
  }

  /// A candidate's share, 0 to 1.
  func share(of position: Int) -> Double {
    candidates[position].weight / candidates.reduce(0) { $0 + $1.weight }
  }
}
