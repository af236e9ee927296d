internal import PointsmanSupport

extension LexicalHeads {
  /// The share of the inverse document frequency of a prompt's distinct words and pairs of words that falls to buckets
  /// which no training prompt filled; 0 for a prompt without words.
  ///
  /// - Parameters:
  ///   - buckets: The prompt's, each once; those of characters are passed over.
  ///   - rows: Training prompts.
  ///   - itself: Whether the prompt is one of them; its own buckets then do not count as filled by it.
  package func unseenNGramShare(of buckets: some Sequence<UInt32>, rows: Int, itself: Bool = false) -> Double {
    // A bucket of df prompts has idf = ln((1 + n) / (1 + df)) + 1; halfway between two df in the logarithm parts them.
    let documents = itself ? 1.0 : 0.0
    let bound = log(Double(1 + rows) / (1 + documents)) + 1 - 0.5 * log((2 + documents) / (1 + documents))
    let words = specification.range(of: .words)
    var (unseen, total) = (0.0, 0.0)
    for bucket in buckets where words.contains(Int(bucket)) {
      let frequency = Double(self.rows[Int(bucket) * (1 + models)]) * Double(scales[0])
      total += frequency
      if frequency > bound { unseen += frequency }
    }
    return total > 0 ? unseen / total : 0
  }
}

extension StructuralHeads {
  /// The root mean square of the scaled features; `features` are raw.
  package func featureDistance(of features: [Float]) -> Double {
    let squares = features.indices.reduce(0) { sum, j in
      let z = Double(scaling.scaled(features[j], j))
      return sum + z * z
    }
    return (squares / Double(max(1, features.count))).squareRoot()
  }
}
