#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How much each block counts in a model's logit: z = Σ_b a_b z_b, a_b ≥ 0.
///
/// The weights minimise the mean held-out log loss plus (κ / 2) Σ_b (a_b − 1/B)², so that they leave the plain average only as far
/// as the data insists: a free stacker gains next to nothing in domain and loses out of it. Coordinate-wise Newton steps, projected on a_b ≥ 0; the
/// problem is convex.
enum Fusion {
  /// κ. Against a mean loss whose curvature in a_b is about a tenth, this much holds a weight near the average unless the
  /// evidence is as strong as that of a few hundred rows.
  static let shrinkage = 0.02

  /// The weights for `logits`, one a block. O(rows · blocks) a sweep.
  static func weights(_ logits: HeldOutLogits, rows: [Int]) -> [Double] {
    let count = logits.blocks.count
    var weights = [Double](repeating: 1 / Double(count), count: count)
    guard count > 1 else { return weights }
    let total = rows.reduce(0.0) { $0 + Double(logits.weights[$1]) }
    guard total > 0 else { return weights }
    for _ in 0..<50 {
      var largest = 0.0
      for block in 0..<count {
        var slope = shrinkage * (weights[block] - 1 / Double(count))
        var curvature = shrinkage
        for row in rows {
          var z = 0.0
          for other in 0..<count { z += weights[other] * Double(logits.blocks[other][row]) }
          let p = 1 / (1 + exp(-z))
          let x = Double(logits.blocks[block][row])
          let w = Double(logits.weights[row]) / total
          slope += w * (p - Double(logits.labels[row])) * x
          curvature += w * p * (1 - p) * x * x
        }
        let moved = max(0, weights[block] - slope / curvature)
        largest = max(largest, abs(moved - weights[block]))
        weights[block] = moved
      }
      if largest < 1e-4 { break }
    }
    return weights
  }
}
