/// Every point in the cost–quality plane that a router reaches as the price of money goes from 0 to ∞.
///
///     r_i(λ) = argmax_m p̂_im − λ·ĉ_im
///
/// As λ grows, prompt i walks down the corners of the upper hull of its models' points (ĉ_im, p̂_im), and leaves a
/// corner when λ is the slope of the edge before it. Those slopes, over all prompts, are all the λ at which anything
/// changes; no grid can miss a point. Ties go to the cheaper model by prediction, then to the lower column.
package struct RouterSweep: Sendable, Equatable {
  /// The router's choices over a range of λ: from this step's up to, but not including, the next one's.
  package struct Step: Sendable, Equatable {
    /// The price at which the step begins, score per USD.
    package let lambda: Double
    /// The actual cost and score of the choices.
    package let point: CostQualityPoint
  }

  /// By rising λ, the first at 0; none without prompts.
  package let steps: [Step]

  /// The steps' points, by rising λ.
  package var points: [CostQualityPoint] { steps.map(\.point) }

  /// Sweeps λ over n prompts. O(n M log(n M)).
  ///
  /// - Parameters:
  ///   - probabilities: p̂, n × M, row-major: the expected scores by which the router chooses.
  ///   - predictedCosts: ĉ, n × M, row-major, USD: the expected costs by which it chooses.
  ///   - actualScores: n × M, row-major: what a choice then scores.
  ///   - actualCosts: n × M, row-major, USD: what a choice then costs.
  ///   - models: M, the number of columns.
  ///   - weights: n non-negative numbers, not all 0; all 1 when nil.
  package init(
    probabilities: [Double], predictedCosts: [Double], actualScores: [Double], actualCosts: [Double], models: Int,
    weights: [Double]? = nil
  ) {
    let cells = probabilities.count
    precondition(models > 0 && cells % models == 0, "probabilities are prompts × models")
    precondition(predictedCosts.count == cells, "one predicted cost a probability")
    precondition(actualScores.count == cells && actualCosts.count == cells, "one outcome a probability")
    var cost = 0.0
    var score = 0.0
    var changes: [(lambda: Double, cost: Double, score: Double)] = []
    for row in stride(from: 0, to: cells, by: models) {
      let options = (row..<row + models).map { CostQualityPoint(cost: predictedCosts[$0], score: probabilities[$0]) }
      let corners = UpperHull.corners(of: options)
      let choices = corners.prefix(UpperHull.rising(corners.map { options[$0].score }))
      let weight = weights?[row / models] ?? 1
      for (cheaper, costlier) in zip(choices, choices.dropFirst()) {
        changes.append(
          (
            lambda: UpperHull.slope(options[cheaper], options[costlier]),
            cost: weight * (actualCosts[row + cheaper] - actualCosts[row + costlier]),
            score: weight * (actualScores[row + cheaper] - actualScores[row + costlier])
          ))
      }
      let first = row + choices[choices.count - 1]
      cost += weight * actualCosts[first]
      score += weight * actualScores[first]
    }
    changes.sort { $0.lambda < $1.lambda }

    let prompts = weights.map { $0.reduce(0, +) } ?? Double(cells / models)
    var steps: [Step] = []
    var lambda = 0.0
    for change in changes {
      // Prompts that should change together may have slopes that differ by rounding.
      if change.lambda > lambda * (1 + roundingError) {
        steps.append(Step(lambda: lambda, point: CostQualityPoint(cost: cost / prompts, score: score / prompts)))
        lambda = change.lambda
      }
      cost += change.cost
      score += change.score
    }
    if cells > 0 {
      steps.append(Step(lambda: lambda, point: CostQualityPoint(cost: cost / prompts, score: score / prompts)))
    }
    self.steps = steps
  }

  /// The sweep of a router that foresees every score and cost. O(n M log(n M)).
  ///
  /// - Parameters:
  ///   - scores: n × M, row-major.
  ///   - costs: n × M, row-major, USD.
  ///   - weights: n non-negative numbers, not all 0; all 1 when nil.
  package static func oracle(
    scores: [Double], costs: [Double], models: Int, weights: [Double]? = nil
  ) -> RouterSweep {
    RouterSweep(
      probabilities: scores, predictedCosts: costs, actualScores: scores, actualCosts: costs, models: models,
      weights: weights)
  }
}

extension RouterSweep {
  /// The 32 values of RouterBench's grid, in USD that a score of 1 is worth.
  ///
  /// Source: withmartian/routerbench at 8ef22cf, `utils.py`.
  package static let willingnessToPay: [Double] = [
    1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 5e-3, 0.01, 0.1, 0.5, 1, 1.5, 2, 10, 50, 100, 500, 1e3, 2e3, 3e3,
    4e3, 5e3, 7.5e3, 1e4, 2.5e4, 5e4, 7.5e4, 1e5, 1e6, 1e9,
  ]

  /// The point reached at the price λ, score per USD; nil without prompts. O(log steps).
  package func point(at lambda: Double) -> CostQualityPoint? {
    precondition(lambda >= 0, "a price is not negative")
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].lambda <= lambda { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? steps[low - 1].point : nil
  }

  /// The sweep as RouterBench takes it: one point for each willingness to pay w of its grid, λ = 1/w.
  ///
  /// A grid misses what happens between its values; it is for comparison with published figures. O(log steps) each.
  package var routerBenchPoints: [CostQualityPoint] { Self.willingnessToPay.compactMap { point(at: 1 / $0) } }
}
