/// How probabilities are binned before they are held against outcomes.
package enum ProbabilityBins: Sendable, Equatable {
  /// One bin a distinct probability.
  case equalValues
  /// k bins [j/k, (j+1)/k), the last closed.
  case equalWidth(Int)
  /// k bins of nearly equal mass. Equal probabilities stay together, in the bin where the middle of their mass falls.
  case equalMass(Int)

  /// Sorts rows into bins, lowest probabilities first; bins without mass are left out. O(n log n).
  ///
  /// - Parameters:
  ///   - probabilities: n numbers in [0, 1].
  ///   - labels: n numbers in [0, 1].
  ///   - weights: n non-negative numbers; all 1 when nil.
  package func split(probabilities: [Double], labels: [Double], weights: [Double]? = nil) -> [ReliabilityBin] {
    checkLabels(labels, weights: weights, rows: probabilities.count)
    precondition(probabilities.allSatisfy { 0 <= $0 && $0 <= 1 }, "a probability lies in [0, 1]")
    let ties = TieBlocks(ascending: probabilities)
    let total = weights?.reduce(0, +) ?? Double(probabilities.count)
    var bins: [(index: Int, bin: ReliabilityBin)] = []
    var below = 0.0
    for (position, block) in ties.blocks.enumerated() {
      let rows = ties.order[block]
      let mass = rows.reduce(0) { $0 + (weights?[$1] ?? 1) }
      guard mass > 0 else { continue }
      let probability = probabilities[rows[rows.startIndex]]
      let label = rows.reduce(0) { $0 + (weights?[$1] ?? 1) * labels[$1] } / mass
      let block = ReliabilityBin(rows: Array(rows), mass: mass, probability: probability, label: label)
      let index = index(block: position, probability: probability, rank: (below + mass / 2) / total)
      if bins.last?.index == index {
        bins[bins.count - 1].bin.merge(block)
      } else {
        bins.append((index, block))
      }
      below += mass
    }
    return bins.map(\.bin)
  }

  /// The bin of a block of equal probabilities; `rank` is the share of mass below its middle.
  private func index(block: Int, probability: Double, rank: Double) -> Int {
    switch self {
    case .equalValues: block
    case .equalWidth(let count): min(count - 1, Int(probability * Double(count)))
    case .equalMass(let count): min(count - 1, Int(rank * Double(count)))
    }
  }
}
