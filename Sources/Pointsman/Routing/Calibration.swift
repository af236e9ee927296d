internal import PointsmanSupport

/// The curve from a logit to a probability, learnt on held-out logits.
package enum Calibration: Sendable, Equatable {
  /// σ(slope · z + intercept), slope ≥ 0 (Platt, "Probabilistic outputs for support vector machines", 1999).
  case platt(slope: Double, intercept: Double)
  /// A non-decreasing curve through the points (logits[k], probabilities[k]), linear between them and level beyond its
  /// ends (Zadrozny & Elkan, "Transforming classifier scores into accurate multiclass probability estimates", 2002).
  case isotonic(logits: [Double], probabilities: [Double])

  /// The logit is taken as it is.
  package static let identity = Calibration.platt(slope: 1, intercept: 0)

  /// The probability of `logit`. O(log points).
  package func probability(logit: Double) -> Double {
    switch self {
    case .platt(let slope, let intercept): return sigmoid(slope * logit + intercept)
    case .isotonic(let logits, let probabilities):
      var (low, high) = (0, logits.count)
      while low < high {
        let middle = (low + high) / 2
        if logits[middle] < logit { low = middle + 1 } else { high = middle }
      }
      guard low > 0 else { return probabilities[0] }
      guard low < logits.count else { return probabilities[logits.count - 1] }
      let share = (logit - logits[low - 1]) / (logits[low] - logits[low - 1])
      return probabilities[low - 1] + share * (probabilities[low] - probabilities[low - 1])
    }
  }

  /// True if the numbers make a calibration: finite, in range and in order.
  var isValid: Bool {
    switch self {
    case .platt(let slope, let intercept): slope.isFinite && slope >= 0 && intercept.isFinite
    case .isotonic(let logits, let probabilities):
      !logits.isEmpty && logits.count == probabilities.count && logits.allSatisfy(\.isFinite)
        && zip(logits, logits.dropFirst()).allSatisfy { $0 < $1 }
        && zip(probabilities, probabilities.dropFirst()).allSatisfy { $0 <= $1 }
        && probabilities.allSatisfy { 0...1 ~= $0 }
    }
  }
}
