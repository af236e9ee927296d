/// How well σ finds the prompts that need the strong model: AUROC of σ for "strong strictly better".
///
/// Ties between the models are negatives: there the weak one does. nil when the strong model is better never or always.
///
/// - Parameters:
///   - sigma: the router's n scores for "send to strong".
///   - weak: the weak model's n scores.
///   - strong: the strong model's n scores.
/// - Complexity: O(n log n).
package func strongBetterAUC(sigma: [Double], weak: [Double], strong: [Double]) -> Double? {
  precondition(weak.count == sigma.count && strong.count == sigma.count, "one score a model for each prompt")
  return areaUnderROC(scores: sigma, labels: zip(weak, strong).map { $1 > $0 ? 1 : 0 })
}
