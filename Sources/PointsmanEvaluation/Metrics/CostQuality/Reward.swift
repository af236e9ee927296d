/// GraphRouter's reward of each way of choosing: α·P − β·C, scores P and costs C each mapped to [0, 1] by least and most
/// among those compared.
///
/// The usual (α, β) are (1, 0), (0.5, 0.5) and (0.2, 0.8). Because of the mapping a reward means something only beside
/// the others of one call. Where all scores, or all costs, are alike they map to 0.
/// Source: Feng et al., "GraphRouter", 2024.
///
/// - Returns: one number a point, in [−β, α].
/// - Complexity: O(points).
package func rewards(of points: [CostQualityPoint], alpha: Double, beta: Double) -> [Double] {
  func mapped(_ values: [Double]) -> [Double] {
    guard let low = values.min(), let high = values.max(), high > low else { return values.map { _ in 0 } }
    return values.map { ($0 - low) / (high - low) }
  }
  return zip(mapped(points.map(\.score)), mapped(points.map(\.cost))).map { alpha * $0 - beta * $1 }
}
