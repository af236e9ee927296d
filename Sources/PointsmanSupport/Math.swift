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
/// x^y.
@_disfavoredOverload package func pow(_ x: Double, _ y: Double) -> Double { pointsman_pow(x, y) }

// The functions that link a linear predictor z and a probability p.

/// σ(z) = 1 / (1 + e^−z).
package func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

/// ln (1 + e^z), without overflow: the loss of a logistic regression on a label of 0.
package func softplus(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }

/// ln (p / (1 − p)), with p first drawn to [clip, 1 − clip].
package func logit(_ p: Double, clip: Double) -> Double {
  let p = max(clip, min(1 - clip, p))
  return log(p / (1 - p))
}
