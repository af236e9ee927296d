internal import PointsmanSupport

/// The worth of knowing better whether routing pays, in successes a prompt.
///
/// The true gain over the best single model is taken as normal about the measured one. Who decides now routes if the measured
/// gain is above 0, and is wrong with some chance. Sources: Raiffa and Schlaifer, "Applied statistical decision theory", 1961;
/// Claxton, "The irrelevance of inference", 1999.
struct ValueOfInformation: Sendable, Equatable {
  /// The mean loss for want of the true gain: E max(0, G) − max(0, E G).
  let perfect: Double
  /// The part of it that as many labels again would save.
  let ofDoubling: Double

  /// - Parameters:
  ///   - gain: the measured gain a prompt.
  ///   - standardError: of it, at least 0.
  init(gain: Double, standardError: Double) {
    perfect = Self.loss(gain, standardError)
    // With n labels more the estimate of then scatters about that of now by se · √(n / (n + n)).
    ofDoubling = Self.loss(gain, standardError * 0.5.squareRoot())
  }

  /// σ φ(z) − |g| Φ(−|z|), z = g / σ: the expected loss of acting on the sign of g.
  private static func loss(_ gain: Double, _ spread: Double) -> Double {
    guard spread > 0 else { return 0 }
    let z = abs(gain) / spread
    return max(0, spread * density(z) - abs(gain) * upperTail(z))
  }

  private static func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }

  /// Φ(−z) for z ≥ 0 within 7.5e-8: Abramowitz and Stegun, "Handbook of mathematical functions", 26.2.17.
  private static func upperTail(_ z: Double) -> Double {
    let t = 1 / (1 + 0.2316419 * z)
    let coefficients = [0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
    return density(z) * t * coefficients.reversed().reduce(0) { $0 * t + $1 }
  }
}

extension ValueOfInformation {
  /// For a decision about a thousand prompts.
  var sentence: String {
    "To decide now, not knowing the true gain, costs \(fixed(1000 * perfect, 1)) successes in 1,000 prompts on average; "
      + "as many labels again would save \(fixed(1000 * ofDoubling, 1)) of them."
  }

  var json: JSONValue {
    .object([("perfect", .figure(perfect)), ("of_doubling", .figure(ofDoubling))])
  }
}
