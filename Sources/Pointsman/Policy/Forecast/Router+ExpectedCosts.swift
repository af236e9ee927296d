extension Router {
  /// For each model USD for `prompt`, at the prices that training's outcomes were recorded at: as forecast, else its mean in
  /// training; nil where costs are not known. O(length of the prompt).
  package func expectedCosts(of prompt: Prompt) -> [Double?] {
    expectedCosts(features: manifest.usage == nil ? [] : StructuralFeatures.values(of: prompt))
  }

  /// The same from the prompt's structural features, which only a router with forecasts reads.
  func expectedCosts(features: [Float]) -> [Double?] {
    let recorded = manifest.usage?.amounts(of: .cost, features: features) ?? []
    return manifest.models.indices.map { m in
      recorded.isEmpty ? manifest.models[m].meanCost : recorded[m] ?? manifest.models[m].meanCost
    }
  }
}
