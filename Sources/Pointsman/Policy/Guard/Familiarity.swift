/// How far from the training prompts a prompt may lie before the guard steps in: two distances, each with a bound that
/// calibration found.
///
/// - `novelty`: the share of the words' total inverse document frequency that falls to n-grams no training prompt had.
/// - `strangeness`: the root mean square of the scaled structural features.
package struct Familiarity: Sendable, Equatable {
  /// The novelty that one training prompt in a hundred exceeds, each without itself; nil without a lexical block.
  package let noveltyBound: Double?
  /// The strangeness that one training prompt in a hundred exceeds; nil without a structural block.
  package let strangenessBound: Double?

  package init(noveltyBound: Double?, strangenessBound: Double?) {
    (self.noveltyBound, self.strangenessBound) = (noveltyBound, strangenessBound)
  }

  /// A prompt's two distances, where the router can tell.
  package struct Distance: Sendable, Equatable {
    /// In [0, 1]; nil without a lexical block.
    package let novelty: Double?
    /// At least 0; nil without a structural block.
    package let strangeness: Double?
  }

  /// What of `distance` lies beyond its bound, in words; nil where nothing does.
  package func fault(of distance: Distance) -> String? {
    if let novelty = distance.novelty, let noveltyBound, novelty > noveltyBound {
      return
        "its words are new: \(Self.percent(novelty)) of their weight, \(Self.percent(noveltyBound)) at most in training"
    }
    if let strangeness = distance.strangeness, let strangenessBound, strangeness > strangenessBound {
      return "its form is unlike that of the training prompts"
    }
    return nil
  }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}
