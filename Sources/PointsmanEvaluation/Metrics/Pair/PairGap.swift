/// The gap S̄ − W̄ between the mean scores of a strong and a weak model, and how surely it is there.
///
/// PGR, APGR and CPT divide by the gap. Where it is no larger than chance makes it, they are chance blown up: two models
/// that nearly tie can have an APGR of a hundred, with an interval from minus to plus a hundred.
package struct PairGap: Sendable, Equatable {
  /// Σ (S_i − W_i) / n.
  package let value: Double
  /// The standard error of the mean of the paired differences; 0 for a single prompt or group.
  package let standardError: Double

  /// Whether the gap is more than two standard errors from 0, about what a 95 % interval asks for.
  package var isMeasurable: Bool { abs(value) > max(roundingError, 2 * standardError) }

  /// O(n).
  ///
  /// - Parameters:
  ///   - weak: the weak model's n scores; at least one.
  ///   - strong: the strong model's n scores.
  ///   - groups: n group numbers; the prompts of a group count as one observation. Each prompt is its own when nil.
  package init(weak: [Double], strong: [Double], groups: [Int]? = nil) {
    precondition(weak.count == strong.count && !weak.isEmpty, "one score a model for each prompt")
    let differences = zip(weak, strong).map { $1 - $0 }
    let gap = mean(differences)
    // Sums of deviations over whole groups: Liang and Zeger, "Longitudinal data analysis", 1986.
    var deviations: [Int: Double] = [:]
    for (row, difference) in differences.enumerated() {
      deviations[groups?[row] ?? row, default: 0] += difference - gap
    }
    let count = Double(deviations.count)
    let squares = deviations.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    value = gap
    standardError = count > 1 ? (squares * count / (count - 1)).squareRoot() / Double(differences.count) : 0
  }
}
