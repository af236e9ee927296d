/// How far from the training prompts a prompt may lie before the guard steps in: two distances, each with a bound that
/// calibration found.
///
/// - `unseenNGramShare`: the share of the words' total inverse document frequency that falls to n-grams no training prompt had.
/// - `featureDistance`: the root mean square of the scaled structural features.
package struct DomainCheck: Sendable, Equatable {
  /// The novelty that one training prompt in a hundred exceeds, each without itself; nil without a lexical block.
  package let unseenNGramShareBound: Double?
  /// The strangeness that one training prompt in a hundred exceeds; nil without a structural block.
  package let featureDistanceBound: Double?

  package init(unseenNGramShareBound: Double?, featureDistanceBound: Double?) {
    (self.unseenNGramShareBound, self.featureDistanceBound) = (unseenNGramShareBound, featureDistanceBound)
  }

  /// A prompt's two distances, where the router can tell.
  package struct Distance: Sendable, Equatable {
    /// In [0, 1]; nil without a lexical block.
    package let unseenNGramShare: Double?
    /// At least 0; nil without a structural block.
    package let featureDistance: Double?
  }

  /// What of `distance` lies beyond its bound, in words; nil where nothing does.
  package func fault(of distance: Distance) -> String? {
    if let unseenNGramShare = distance.unseenNGramShare, let unseenNGramShareBound,
      unseenNGramShare > unseenNGramShareBound
    {
      return
        "its words are new: \(Self.percent(unseenNGramShare)) of their weight, \(Self.percent(unseenNGramShareBound)) at most in training"
    }
    if let featureDistance = distance.featureDistance, let featureDistanceBound, featureDistance > featureDistanceBound
    {
      return "its form is unlike that of the training prompts"
    }
    return nil
  }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}
