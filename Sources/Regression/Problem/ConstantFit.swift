internal import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a problem's labels alone say, without features: its total weight, and the intercepts that fit best.
///
/// A probability of 0 or 1 has no finite logit. Hence the constants are those of Krichevsky and Trofimov, half a
/// row added to each class: ln((h + ½) / (Ω − h + ½)) for h = Σ w y, and ln(h_k + ½), centred, for softmax.
struct ConstantFit {
  /// Ω = Σ_i ω_i.
  let weight: Double
  /// K intercepts.
  let intercepts: [Double]
  /// For each score whether there is something to learn about it.
  let isLearnable: [Bool]

  /// Whether every observed label is 0, or every one is 1, or all wins are of one alternative, or none was observed.
  var isDegenerate: Bool { !isLearnable.contains(true) }

  init(_ targets: Targets, _ problem: Problem) {
    let first = problem.task * targets.scores
    var totals = [(weight: Double, labelled: Double)](repeating: (0, 0), count: targets.scores)
    for row in 0..<targets.rows where !targets.isHeldOut(row: row, by: problem) {
      for k in totals.indices {
        let weight = Double(targets.weights[row, first + k])
        totals[k].weight += weight
        totals[k].labelled += weight * Double(targets.labels[row, first + k])
      }
    }
    switch targets.loss {
    case .logistic:
      let (weight, hits) = totals[0]
      self.weight = weight
      intercepts = [log((hits + 0.5) / (weight - hits + 0.5))]
      isLearnable = [hits > 0 && hits < weight]
    case .squared:
      let (weight, sum) = totals[0]
      self.weight = weight
      intercepts = [weight > 0 ? sum / weight : 0]
      isLearnable = [weight > 0]
    case .softmax:
      let wins = totals.map(\.labelled)
      weight = wins.reduce(0, +)
      let logits = wins.map { log($0 + 0.5) }
      let mean = logits.reduce(0, +) / Double(max(1, logits.count))
      intercepts = logits.map { $0 - mean }
      let contested = wins.count { $0 > 0 } > 1
      isLearnable = wins.map { contested && $0 > 0 }
    }
  }

  /// The scores of the rows that `problem` holds out, when the constants are all there is.
  func heldOutScores(_ targets: Targets, _ problem: Problem) -> [Float] {
    let scores = intercepts.map(Float.init)
    return (0..<targets.rows).flatMap { targets.isHeldOut(row: $0, by: problem) ? scores : [] }
  }
}
