/// Whether "a router's mean score is at least `share` of the best single model's" is certain enough, point by point along
/// a curve of operating points.
///
/// Learn then Test (Angelopoulos, Bates, Candès, Jordan & Lei, "Learn then test", 2021) with fixed-sequence testing: the
/// points come in an order fixed beforehand, from the most careful to the cheapest; each is tested at the full level, and
/// the first that fails ends it. The chance that any point certified breaks the promise is then at most 1 − `confidence`.
///
/// Which single model is best is not known but estimated on the same prompts; so a point must pass against every model
/// (an intersection–union test, which costs no level). Against model m, with scores in [0, 1], the draw on a prompt is
/// (s − share · s_m + share) / (1 + share) ∈ [0, 1], whose mean must exceed share / (1 + share).
package struct GuaranteeTest: Sendable {
  package let share: Double
  package let confidence: Double

  /// - Parameters:
  ///   - share: of the best model's mean score, above 0 and at most 1.
  ///   - confidence: above 0 and below 1.
  package init(share: Double, confidence: Double) {
    precondition(share > 0 && share <= 1 && confidence > 0 && confidence < 1)
    (self.share, self.confidence) = (share, confidence)
  }

  /// The index of the last point certified; nil when the first already fails. O(points · n · M).
  ///
  /// - Parameters:
  ///   - points: for each point the router's n scores, in the order of the sequence.
  ///   - singles: for each model its n scores on the same prompts.
  ///   - rows: the prompts to test with, in an order that does not depend on their scores.
  package func lastCertified(points: [[Double]], singles: [[Double]], rows: [Int]) -> Int? {
    var last: Int?
    for (index, scores) in points.enumerated() {
      guard singles.allSatisfy({ isCertain(scores, against: $0, rows) }) else { break }
      last = index
    }
    return last
  }

  private func isCertain(_ scores: [Double], against single: [Double], _ rows: [Int]) -> Bool {
    var test = BettingTest(bound: share / (1 + share), level: 1 - confidence, count: rows.count)
    for row in rows { test.observe((scores[row] - share * single[row] + share) / (1 + share)) }
    return test.evidence >= 1 / (1 - confidence)
  }
}
