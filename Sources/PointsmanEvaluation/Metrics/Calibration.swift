/// The mean distance of predicted probabilities from observed frequencies: ECE = Σ_k q_k |p̄_k − ȳ_k|.
///
/// `.equalWidth(15)` is the usual expected calibration error; `.equalMass(15)` is the adaptive one, which does not
/// waste bins where no probabilities fall. Fifteen is the number of bins in Guo et al., "On calibration of modern
/// neural networks", 2017.
///
/// - Parameters:
///   - probabilities: n numbers in [0, 1].
///   - labels: n numbers in [0, 1].
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in [0, 1], or nil when there is no weight.
/// - Complexity: O(n log n).
package func calibrationError(
  probabilities: [Double], labels: [Double], weights: [Double]? = nil, bins: ProbabilityBins = .equalWidth(15)
) -> Double? {
  let parts = bins.split(probabilities: probabilities, labels: labels, weights: weights)
  return weightedMean(of: parts.map { abs($0.probability - $0.label) }, weights: parts.map(\.mass))
}

/// A division of probabilities into bins, for comparison with outcomes.
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

/// One point of a reliability diagram: the predicted and the observed frequency over the rows of a bin.
package struct ReliabilityBin: Sendable, Equatable {
  /// Row numbers, by rising probability.
  package private(set) var rows: [Int]
  /// The rows' total weight; positive.
  package private(set) var mass: Double
  /// The rows' mean probability, p̄.
  package private(set) var probability: Double
  /// The rows' mean label, ȳ.
  package private(set) var label: Double

  /// Takes another bin's rows in. O(rows of `other`).
  mutating func merge(_ other: ReliabilityBin) {
    let share = other.mass / (mass + other.mass)
    rows += other.rows
    mass += other.mass
    probability += share * (other.probability - probability)
    label += share * (other.label - label)
  }
}
