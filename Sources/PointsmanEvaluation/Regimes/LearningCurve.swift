/// How the routed score grows with labelled prompts, and what more of them would be worth.
///
/// Fits score(m) = s_∞ − b/√m to the points by least squares, each weighted by its m, and reads the line further on. The
/// square root is what estimation error does in well-behaved problems; the fit is an extrapolation all the same, and its
/// interval knows of the prompts' luck only.
package struct LearningCurve: Sendable {
  package struct Point: Sendable {
    /// Labelled prompts trained on.
    package let prompts: Int
    package let score: Double
    package let interval: Interval?
  }

  /// What `more` labelled prompts would add to the score.
  package struct Worth: Sendable {
    package let more: Int
    package let gain: Double
    package let interval: Interval?
  }

  package let points: [Point]
  /// The best single model's score.
  package let bestSingle: Double
  /// What 300 more, and twice as many in all, would be worth.
  package let worth: [Worth]
  /// s_∞ and b of the fit.
  package let limit: Double
  package let slope: Double

  /// - Parameters:
  ///   - sizes: numbers of labelled prompts, rising; at least two.
  ///   - scores: for each size the routed score on each of n prompts.
  ///   - bestSingle: the best single model's score on each.
  init(sizes: [Int], scores: [[Double]], bestSingle: [Double], groups: [Int]?, _ bootstrap: Bootstrap) {
    precondition(sizes.count >= 2 && sizes.count == scores.count, "a line needs two points")
    points = zip(sizes, scores).map {
      Point(prompts: $0, score: mean($1), interval: bootstrap.interval(ofMean: $1, groups: groups))
    }
    self.bestSingle = mean(bestSingle)
    let fit = Self.line(sizes, points.map(\.score))
    (limit, slope) = fit
    let last = sizes[sizes.count - 1]
    worth = [300, last].map { more in
      @Sendable func gain(_ slope: Double) -> Double {
        slope * (1 / Double(last).squareRoot() - 1 / Double(last + more).squareRoot())
      }
      let interval = bootstrap.interval(rows: bestSingle.count, groups: groups) { counts in
        let means = scores.map { values in weightedMean(of: values, weights: counts.map(Double.init)) ?? 0 }
        return gain(Self.line(sizes, means).slope)
      }
      return Worth(more: more, gain: gain(fit.slope), interval: interval)
    }
  }

  /// The fitted score at `prompts`.
  package func score(at prompts: Double) -> Double { limit - slope / prompts.squareRoot() }

  /// Weighted least squares of score = limit − slope/√m.
  private static func line(_ sizes: [Int], _ scores: [Double]) -> (limit: Double, slope: Double) {
    let x = sizes.map { 1 / Double($0).squareRoot() }
    let weights = sizes.map(Double.init)
    let (mx, my) = (weightedMean(of: x, weights: weights) ?? 0, weightedMean(of: scores, weights: weights) ?? 0)
    var (covariance, variance) = (0.0, 0.0)
    for (index, weight) in weights.enumerated() {
      covariance += weight * (x[index] - mx) * (scores[index] - my)
      variance += weight * (x[index] - mx) * (x[index] - mx)
    }
    let slope = -covariance / variance
    return (my + slope * mx, slope)
  }
}
