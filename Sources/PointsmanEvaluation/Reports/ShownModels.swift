/// The models that a table for a terminal has a line for: all, or of more than twenty the twenty of highest score, best
/// first.
struct ShownModels {
  /// Their numbers.
  let indices: [Int]
  /// A line for the others; nil where there are none.
  let rest: String?

  /// Models that are shown unless all are.
  private static let limit = 20

  /// - Parameter scores: one a model; nil where it is not known.
  init(scores: [Double?], all: Bool) {
    guard !all, scores.count > Self.limit else {
      (indices, rest) = (Array(scores.indices), nil)
      return
    }
    func rank(_ model: Int) -> (Double, Int) { (-(scores[model] ?? -.infinity), model) }
    indices = Array(scores.indices.sorted { rank($0) < rank($1) }.prefix(Self.limit))
    rest = "and \(grouped(scores.count - Self.limit)) more models of lower score (--all-models shows them)"
  }
}
