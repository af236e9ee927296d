/// Why a router rates a prompt as it does: every model's logit, taken apart into signed contributions.
///
/// For each model the contributions add up to the logit, and the calibration makes the probability of it; nothing is
/// left out, and nothing is estimated.
public struct Explanation: Sendable, Equatable {
  /// Names of the M models, in alphabetical order.
  public let models: [String]
  /// M logits, as the router computes them.
  public let logits: [Double]
  /// M probabilities, calibrated and, where tags are known, corrected by them.
  public let probabilities: [Double]
  /// What each logit is made of, the baseline first, then block by block in the order of the text.
  public let contributions: [Contribution]
  /// What each known tag does to the calibrated log odds afterwards, tag by tag; none without a context block.
  public let corrections: [Contribution]

  /// What every contribution adds to the logit of model `m`, less what it adds to that of model `rival`; by falling
  /// size. O(n log n).
  ///
  /// These sum to the difference of the two logits: what put the one model ahead of the other.
  public func contributions(of m: Int, against rival: Int) -> [(contribution: Contribution, difference: Double)] {
    contributions.map { ($0, $0.values[m] - $0.values[rival]) }.enumerated()
      .sorted { (abs($1.element.1), $0.offset) < (abs($0.element.1), $1.offset) }.map(\.element)
  }
}
