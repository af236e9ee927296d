internal import PointsmanSupport

/// How far from the training prompts a prompt may lie before the guard steps in: two distances, each with a bound that
/// calibration found.
///
/// - `unseenNGramShare`: the share of the words' total inverse document frequency that falls to n-grams no training prompt had.
/// - `featureDistance`: the root mean square of the scaled structural features.
package struct DomainCheck: Sendable, Equatable {
  /// The share that one training prompt in a hundred exceeds, each without itself; nil without a lexical block.
  package let unseenNGramShareBound: Double?
  /// The distance that one training prompt in a hundred exceeds; nil without a structural block.
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

  /// The part of `distance` that lies beyond its bound, in words; nil when none does.
  package func violation(by distance: Distance) -> String? {
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

  /// A share in percent. A bound comes from a file, and may be any number.
  private static func percent(_ share: Double) -> String {
    let percent = (100 * share).rounded()
    return Int(exactly: percent).map { "\($0) %" } ?? "\(percent) %"
  }
}

extension Router {
  /// How far `prompt` lies from those of training. O(length of the prompt).
  package func distanceFromTraining(of prompt: Prompt) -> DomainCheck.Distance {
    withReading(of: prompt) { distanceFromTraining(of: &$0) }
  }

  func distanceFromTraining(of reading: inout PromptReading) -> DomainCheck.Distance {
    let share = heads[LexicalHead.self].map {
      $0.unseenNGramShare(of: reading.nGrams($0.specification).buckets, rows: manifest.training.rows)
    }
    let distance = heads[StructuralHead.self].map { $0.featureDistance(of: reading.structuralFeatures) }
    return DomainCheck.Distance(unseenNGramShare: share, featureDistance: distance)
  }
}

extension DomainCheck {
  init?(_ value: JSONValue) {
    guard case .object = value else { return nil }
    self.init(
      unseenNGramShareBound: value["novelty_bound"]?.double, featureDistanceBound: value["strangeness_bound"]?.double)
  }

  var json: JSONValue {
    .object([("novelty_bound", .figure(unseenNGramShareBound)), ("strangeness_bound", .figure(featureDistanceBound))])
  }
}

/// How far a model's calibrated probability is to be trusted: its error on prompts held out in training, by bin of
/// probability.
///
/// The calibration error of a bin of n prompts with mean probability p̄ and mean score ȳ is √((ȳ − p̄)² + v / n), with v the
/// mean squared residual: what the bin is off by, and what its size leaves open. It says how well "0.7" means 70 % of prompts like
/// those of training. It is no standard error of one prompt's probability, whose own error is larger where prompts are many: with
/// 1,000 prompts 80 % of the probabilities lie within 1.96 of these errors of the truth. What is new about one prompt is looked
/// for by `DomainCheck`. Files call the errors `standard_errors`.
package struct Reliability: Sendable, Equatable {
  /// The upper edges of all bins except the last, which has none; rising.
  package let edges: [Double]
  /// One a bin.
  package let calibrationErrors: [Double]
  /// The share of held-out prompts in each bin, above 0.
  package let shares: [Double]

  /// nil unless there are one more errors and shares than edges, all are finite, and the edges rise.
  package init?(edges: [Double], calibrationErrors: [Double], shares: [Double]) {
    guard calibrationErrors.count == edges.count + 1, shares.count == calibrationErrors.count,
      shares.allSatisfy({ $0 > 0 && $0 <= 1 }), edges.allSatisfy(\.isFinite),
      calibrationErrors.allSatisfy({ $0.isFinite && $0 >= 0 }), zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    (self.edges, self.calibrationErrors, self.shares) = (edges, calibrationErrors, shares)
  }

  /// Ten bins of about equal weight; ten as the reliability diagrams of Guo et al. 2017. Prompts of one probability share a
  /// bin. Scores may be fractions.
  ///
  /// - Parameter weights: one a prompt, above 0; nil where all are alike. Shares and means are then by weight, and n is Kish's
  ///   effective number of prompts, (Σ w)² / Σ w².
  package init?(probabilities: [Double], scores: [Double], weights: [Double]? = nil, bins: Int = 10) {
    guard !probabilities.isEmpty, probabilities.count == scores.count else { return nil }
    let order = probabilities.indices.sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
    if let weights, let first = weights.first, weights.contains(where: { $0 != first }) {
      self.init(probabilities: probabilities, scores: scores, weights: weights, bins: bins, order: order)
      return
    }
    var (edges, errors, shares) = ([Double](), [Double](), [Double]())
    var start = 0
    for bin in 1...bins {
      var end = max(start, order.count * bin / bins)
      while end > 0, end < order.count, probabilities[order[end - 1]] == probabilities[order[end]] { end += 1 }
      guard end > start else { continue }
      let (rows, count) = (order[start..<end], Double(end - start))
      let residuals = rows.map { scores[$0] - probabilities[$0] }
      let bias = residuals.reduce(0, +) / count
      let variance = residuals.reduce(0) { $0 + $1 * $1 } / count
      shares.append(count / Double(order.count))
      errors.append((bias * bias + variance / count).squareRoot())
      if end < order.count { edges.append((probabilities[order[end - 1]] + probabilities[order[end]]) / 2) }
      start = end
    }
    self.init(edges: edges, calibrationErrors: errors, shares: shares)
  }

  /// The same with weights that differ.
  private init?(probabilities: [Double], scores: [Double], weights: [Double], bins: Int, order: [Int]) {
    let total = weights.reduce(0, +)
    var (edges, errors, shares) = ([Double](), [Double](), [Double]())
    var (start, end, reached) = (0, 0, 0.0)
    while start < order.count {
      let bound = total * Double(shares.count + 1) / Double(bins)
      repeat {
        reached += weights[order[end]]
        end += 1
      } while end < order.count
        && (reached < bound || probabilities[order[end - 1]] == probabilities[order[end]])
      let rows = order[start..<end]
      let weight = rows.reduce(0) { $0 + weights[$1] }
      let squares = rows.reduce(0) { $0 + weights[$1] * weights[$1] }
      func mean(_ value: (Double) -> Double) -> Double {
        rows.reduce(0) { $0 + weights[$1] * value(scores[$1] - probabilities[$1]) } / weight
      }
      let (bias, variance) = (mean { $0 }, mean { $0 * $0 })
      // One bin's sum may be rounded otherwise than the total.
      shares.append(min(1, weight / total))
      errors.append((bias * bias + variance * squares / (weight * weight)).squareRoot())
      if end < order.count { edges.append((probabilities[order[end - 1]] + probabilities[order[end]]) / 2) }
      start = end
    }
    self.init(edges: edges, calibrationErrors: errors, shares: shares)
  }

  /// The calibration error of the bin that a probability falls into. O(bins).
  package func calibrationError(of probability: Double) -> Double { calibrationErrors[bin(of: probability)] }

  /// The bin that a probability falls into. O(bins).
  package func bin(of probability: Double) -> Int { edges.firstIndex { probability <= $0 } ?? edges.count }
}

extension Reliability {
  init?(_ value: JSONValue) {
    guard let edges = value["edges"]?.doubles, let errors = value["standard_errors"]?.doubles,
      let shares = value["shares"]?.doubles
    else { return nil }
    self.init(edges: edges, calibrationErrors: errors, shares: shares)
  }

  var json: JSONValue {
    .object([
      ("edges", .array(edges.map(JSONValue.number))),
      ("standard_errors", .array(calibrationErrors.map(JSONValue.number))),
      ("shares", .array(shares.map(JSONValue.number))),
    ])
  }
}
