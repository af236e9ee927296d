internal import CPointsmanSystem

// The elementary functions of the C library, to the last bit, under the names that mathematics gives them. Disfavoured, so that a file
// which imports Foundation too gets Foundation's, which are the same functions.

/// e^x.
@_disfavoredOverload package func exp(_ x: Double) -> Double { pointsman_exp(x) }
/// ln x.
@_disfavoredOverload package func log(_ x: Double) -> Double { pointsman_log(x) }
/// ln x.
@_disfavoredOverload package func log(_ x: Float) -> Float { pointsman_logf(x) }
/// ln (1 + x), exact for small x.
@_disfavoredOverload package func log1p(_ x: Double) -> Double { pointsman_log1p(x) }
/// ln (1 + x), exact for small x.
@_disfavoredOverload package func log1p(_ x: Float) -> Float { pointsman_log1pf(x) }
/// The logarithm to base 2.
@_disfavoredOverload package func log2(_ x: Double) -> Double { pointsman_log2(x) }
/// The logarithm to base 10.
@_disfavoredOverload package func log10(_ x: Double) -> Double { pointsman_log10(x) }
/// The arc tangent, in radians.
@_disfavoredOverload package func atan(_ x: Double) -> Double { pointsman_atan(x) }
/// The complementary error function, 2/√π ∫ₓ^∞ e^−t² dt.
@_disfavoredOverload package func erfc(_ x: Double) -> Double { pointsman_erfc(x) }
/// x^y.
@_disfavoredOverload package func pow(_ x: Double, _ y: Double) -> Double { pointsman_pow(x, y) }

// The functions that link a linear predictor z and a probability p.

/// σ(z) = 1 / (1 + e^−z).
package func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

/// ln (1 + e^z), without overflow: the loss of a logistic regression on a label of 0.
package func softplus(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }

/// ln (p / (1 − p)), with p first drawn to [clip, 1 − clip], so that the result is finite; `LogitClip` names the clips.
package func logit(_ p: Double, clip: Double) -> Double {
  let p = max(clip, min(1 - clip, p))
  return log(p / (1 - p))
}

/// ln Σ e^x, without overflow: the largest is taken out first, and the sum runs in the order of `values`. −∞ for none.
package func logSumExp(_ values: some Collection<Double>) -> Double {
  guard let largest = values.max(), largest.isFinite else { return values.max() ?? -.infinity }
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}

/// How far from 0 and 1 a probability stays before its logit or logarithm is taken.
///
/// A smaller clip lets one probability that was certain and wrong weigh more in a sum. The values differ by what the
/// probability is, and files and reports depend on each to the last bit.
package enum LogitClip {
  /// For a share of prompts that training counted, which holds no more evidence than this: |logit| ≤ 20.7.
  package static let observedShare = 1e-9
  /// For probabilities that a router or a baseline states; Float32 rounds the last of them to 1: |logit| ≤ 27.6.
  package static let statedProbability = 1e-12
  /// For the logarithm in a loss: scikit-learn's `log_loss` had this `eps` until 1.5.
  package static let loss = 1e-15
}
