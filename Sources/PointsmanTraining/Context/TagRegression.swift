internal import PointsmanSupport

/// What the tags of one key add to one model's log odds: for each tag a weight, ridge-penalised, with an offset a row and
/// no intercept.
///
///     f(β) = Σ_i w_i ℓ(o_i + β_t(i), y_i) + (λ / 2) ‖β‖²
///
/// A row has one tag of a key, so that every tag is a problem of one unknown.
struct TagRegression {
  /// For each tag its rows.
  let rows: [[Int]]
  /// y and w, one a row; a row of weight 0 takes no part.
  let labels: [Double]
  let weights: [Double]

  /// β at λ = `penalty` > 0, given o; rows that `isLeftOut` has no weight. Newton's method, O(rows) a step.
  func coefficients(
    penalty: Double, offsets: [Double], from start: [Double], leavingOut isLeftOut: (Int) -> Bool = { _ in false }
  ) -> [Double] {
    zip(rows, start).map { tagged, start in
      let fitted = tagged.filter { weights[$0] > 0 && !isLeftOut($0) }
      var beta = start
      // Newton's method doubles its digits a step; a penalised problem of one unknown takes some five.
      for _ in 0..<50 {
        var (gradient, curvature) = (penalty * beta, penalty)
        for row in fitted {
          let p = 1 / (1 + exp(-(offsets[row] + beta)))
          gradient += weights[row] * (p - labels[row])
          curvature += weights[row] * p * (1 - p)
        }
        // A step of at most 1 keeps Newton's method from running off where the curvature is nearly none.
        let step = max(-1, min(1, gradient / curvature))
        beta -= step
        if abs(step) < 1e-9 { break }
      }
      return beta
    }
  }

  /// Σ w_i ℓ(o_i + β_t(i), y_i) over the tagged rows that `isJudged`.
  func loss(_ beta: [Double], offsets: [Double], over isJudged: (Int) -> Bool) -> Double {
    var sum = 0.0
    for (tagged, beta) in zip(rows, beta) {
      for row in tagged where weights[row] > 0 && isJudged(row) {
        let z = offsets[row] + beta
        // ln(1 + e^z) − y z, without overflow.
        sum += weights[row] * (max(z, 0) + log1p(exp(-abs(z))) - labels[row] * z)
      }
    }
    return sum
  }
}
