internal import PointsmanNumerics

/// A loss ℓ(z, y) = A(z) − ⟨y, z⟩ of one row, in eight problems at once: `Targets` has the formulas.
///
/// Every array holds K values, one a linear predictor. A lane is a problem; lanes do not mix.
protocol CanonicalLoss: SendableMetatype {
  /// ω; makes the weighted labels w_k y_k of `labels` into y_k.
  static func rowWeight(_ weights: [Lanes], _ labels: inout [Lanes]) -> Lanes

  /// Puts the means μ = ∇A(z) in place of the scores z and returns A(z). Alternatives of weight 0 are not offered.
  static func formMeans(_ scores: inout [Lanes], weights: [Lanes]) -> Lanes

  /// The term of ℓ beside A(z) − ⟨y, z⟩ that makes its least value 0.
  static func constant(_ labels: [Lanes]) -> Lanes

  /// 𝓥_kl = ∂²A / ∂z_k ∂z_l from the means, for l ≤ k.
  static func curvature(_ means: [Lanes], _ k: Int, _ l: Int) -> Lanes

  /// The u whose means are given, up to what the means do not tell: the inverse of ∇A, kept finite.
  static func link(_ means: [Lanes]) -> [Lanes]

  /// Moves u to the root of u + q μ(u) = target (for softmax up to a number that all k share).
  ///
  /// It is the minimiser of ‖u − target‖² / 2 + q A(u): a proximal step, unique because A is convex.
  static func proximalStep(_ target: [Lanes], steepness q: Lanes, weights: [Lanes], from u: inout [Lanes])
}

extension CanonicalLoss {
  /// Puts the means in place of the scores and returns ℓ(z, y).
  static func evaluate(_ scores: inout [Lanes], labels: [Lanes], weights: [Lanes]) -> Lanes {
    var loss = constant(labels)
    for k in labels.indices { loss -= labels[k] * scores[k] }
    return loss + formMeans(&scores, weights: weights)
  }

  static func constant(_ labels: [Lanes]) -> Lanes { Lanes() }
}

/// The log loss of a probability.
enum LogisticLoss: CanonicalLoss {
  static func rowWeight(_ weights: [Lanes], _ labels: inout [Lanes]) -> Lanes { weights[0] }

  static func formMeans(_ scores: inout [Lanes], weights: [Lanes]) -> Lanes {
    let z = scores[0]
    let t = Lanes.exp(-z.magnitude)
    let high = 1 / (t + 1)
    scores[0] = (t * high).replacing(with: high, where: z .>= 0)
    return Lanes.maximum(z, Lanes()) + Lanes.logOnePlus(t)
  }

  static func curvature(_ means: [Lanes], _ k: Int, _ l: Int) -> Lanes { means[0] * (1 - means[0]) }

  static func link(_ means: [Lanes]) -> [Lanes] {
    let p = Lanes.minimum(Lanes.maximum(means[0], Lanes(repeating: 1e-7)), Lanes(repeating: 1 - 1e-7))
    return [Lanes.log(p / (1 - p))]
  }

  /// Newton's method kept inside the bracket [target − q, target].
  ///
  /// The slope of u + q σ(u) lies in [1, 1 + q / 4], so the root is the only one, and the value bounds the distance to
  /// it. Two or three steps do near the solution; far from it, with a large q, Newton's method alone would cycle, and
  /// the bracket is halved where a step leaves it.
  static func proximalStep(_ target: [Lanes], steepness q: Lanes, weights: [Lanes], from u: inout [Lanes]) {
    let target = target[0]
    var (low, high) = (target - q, target)
    var point = Lanes.minimum(Lanes.maximum(u[0], low), high)
    // Halving alone takes 30 steps from a bracket of 1,000 to the distance asked for.
    for _ in 0..<30 {
      let p = Lanes.sigmoid(point)
      let value = point + q * p - target
      let above = value .> 0
      high.replace(with: point, where: above)
      low.replace(with: point, where: .!above)
      let next = point - value / (q * p * (1 - p) + 1)
      // The other end of the bracket counts as outside: Newton's method has been there.
      let outside = ((next .<= low) .| (next .>= high)) .& (next .!= point)
      point = next.replacing(with: (low + high) / 2, where: outside)
      // Asked after the step, and lane by lane: a row always moves, however near it is, and whatever the other lanes
      // hold.
      if all(value.magnitude .< 1e-5 * (1 + target.magnitude)) { break }
    }
    u[0] = point
  }
}

/// Half the squared error.
enum SquaredLoss: CanonicalLoss {
  static func rowWeight(_ weights: [Lanes], _ labels: inout [Lanes]) -> Lanes { weights[0] }
  static func formMeans(_ scores: inout [Lanes], weights: [Lanes]) -> Lanes { scores[0] * scores[0] / 2 }
  static func constant(_ labels: [Lanes]) -> Lanes { labels[0] * labels[0] / 2 }
  static func curvature(_ means: [Lanes], _ k: Int, _ l: Int) -> Lanes { Lanes(repeating: 1) }
  static func link(_ means: [Lanes]) -> [Lanes] { means }

  static func proximalStep(_ target: [Lanes], steepness q: Lanes, weights: [Lanes], from u: inout [Lanes]) {
    u[0] = target[0] / (q + 1)
  }
}
