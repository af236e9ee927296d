internal import PointsmanNumerics

/// The log loss of a choice among the alternatives whose weight is not 0.
enum SoftmaxLoss: CanonicalLoss {
  /// The logarithm of the least probability that differs from 0.
  private static let lowest: Float = -80

  static func rowWeight(_ weights: [Lanes], _ labels: inout [Lanes]) -> Lanes {
    var total = Lanes()
    for k in labels.indices {
      labels[k] *= weights[k]
      total += labels[k]
    }
    let inverse = (1 / total).replacing(with: 0, where: total .== 0)
    for k in labels.indices { labels[k] *= inverse }
    return total
  }

  static func formMeans(_ scores: inout [Lanes], weights: [Lanes]) -> Lanes {
    var highest = Lanes(repeating: -.greatestFiniteMagnitude)
    for k in scores.indices {
      highest.replace(with: Lanes.maximum(highest, scores[k]), where: weights[k] .> 0)
    }
    var total = Lanes()
    for k in scores.indices {
      scores[k] = Lanes.exp(scores[k] - highest).replacing(with: 0, where: weights[k] .<= 0)
      total += scores[k]
    }
    // Where nothing is offered the row has no weight; all that matters there is to stay finite.
    total.replace(with: 1, where: total .<= 0)
    for k in scores.indices { scores[k] /= total }
    return highest + Lanes.log(total)
  }

  static func curvature(_ means: [Lanes], _ k: Int, _ l: Int) -> Lanes {
    k == l ? means[k] * (1 - means[k]) : -means[k] * means[l]
  }

  static func link(_ means: [Lanes]) -> [Lanes] {
    means.map { Lanes.maximum(Lanes.log(Lanes.maximum($0, Lanes(repeating: 1e-30))), Lanes(repeating: lowest)) }
  }

  /// With v_k = ln μ_k the root is v_k + q e^{v_k} = target_k − m, m being the number at which Σ_k e^{v_k} = 1.
  ///
  /// That sum is a falling, convex function of m, so Newton's method in m converges from the left, and comes there with
  /// its first step; the inner one in v_k, whose function rises and is convex, does so from the right. As v_k ≤ 0 and
  /// e^{v_k} ≤ 1, and that of the highest target is at least 1 / K, m lies in [max target − q, max target + ln K].
  static func proximalStep(_ target: [Lanes], steepness q: Lanes, weights: [Lanes], from u: inout [Lanes]) {
    var (shift, mass) = (Lanes(), Lanes())
    var highest = Lanes(repeating: -.greatestFiniteMagnitude)
    for k in u.indices {
      u[k] = bounded(u[k])
      highest.replace(with: Lanes.maximum(highest, target[k]), where: weights[k] .> 0)
      // The multiplier if u is right already: the mean of target − v − q e^v, by probability.
      let p = Lanes.exp(u[k]).replacing(with: 0, where: weights[k] .<= 0)
      shift += p * (target[k] - u[k] - q * p)
      mass += p
    }
    let spare = Lanes.log(Lanes(repeating: Float(u.count)))
    shift = Lanes.minimum(Lanes.maximum(shift / mass, highest - q), highest + spare)
    shift.replace(with: 0, where: mass .<= 0)
    for _ in 0..<20 {
      var (sum, slope) = (Lanes(), Lanes())
      for k in u.indices {
        solve(target[k] - shift, q, from: &u[k])
        let p = Lanes.exp(u[k]).replacing(with: 0, where: weights[k] .<= 0)
        sum += p
        slope += p / (q * p + 1)
      }
      let change = ((sum - 1) / slope).replacing(with: 0, where: slope .<= 0)
      shift += change
      if all((sum - 1).magnitude .< 1e-6 .| (slope .<= 0)) { break }
    }
  }

  /// v within what matters: e^v ≤ 2, since a root above 0 belongs to a multiplier that the caller is about to leave.
  private static func bounded(_ v: Lanes) -> Lanes {
    Lanes.minimum(Lanes.maximum(v, Lanes(repeating: lowest)), Lanes(repeating: 0.7))
  }

  /// Moves v to the root of v + q e^v = t, by Newton's method.
  private static func solve(_ t: Lanes, _ q: Lanes, from v: inout Lanes) {
    for _ in 0..<20 {
      let p = Lanes.exp(v) * q
      let value = v + p - t
      let next = bounded(v - value / (p + 1))
      let moved = (next - v).magnitude
      v = next
      if all(moved .< 1e-6 * (1 + v.magnitude)) { break }
    }
  }
}
