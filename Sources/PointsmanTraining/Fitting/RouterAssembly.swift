internal import Outcomes
internal import Pointsman
internal import Regression

/// A router in the making: the blocks put in their parts, one after another.
final class RouterAssembly {
  let recipes: [HeadRecipe]
  var lexical: LexicalHeads?
  var structural: StructuralHeads?
  private(set) var warnings: [String] = []
  private var intercepts: [Float]
  private let trainer: RouterTrainer
  private let table: OutcomeTable

  init(trainer: RouterTrainer, table: OutcomeTable, recipes: [HeadRecipe]) {
    (self.trainer, self.table, self.recipes) = (trainer, table, recipes)
    intercepts = [Float](repeating: 0, count: table.models.count)
  }

  /// Fits one column a model on all rows, at the penalties that the recipes chose, and takes the intercepts, by fusion weight.
  func refit(
    _ solver: some LogisticSolver, _ path: PenaltyPath, block: Int, _ targets: LogisticTargets
  ) -> LogisticSolution {
    let columns = recipes.enumerated().map { model, recipe in
      LogisticColumn(task: model, penalty: path.penalties[recipe.strengths[block]][model])
    }
    let solution = solver.solve(targets, columns: columns)
    for (model, recipe) in recipes.enumerated() {
      intercepts[model] += solution.intercepts[model] * Float(recipe.fusion[block])
      let certificate = solution.certificates[model]
      if !certificate.converged {
        warnings.append("block \(block + 1) of \(table.models[model]) stopped at a gradient of \(certificate.gradientNorm)")
      }
    }
    return solution
  }

  func router() throws(RouterError) -> Router {
    let models = table.models.enumerated().map { model, name in
      let rows = table.rows.indices
      let scores = rows.compactMap { table.score(row: $0, model: model) }
      let costs = rows.compactMap { table.cost(row: $0, model: model) }
      return RouterManifest.Model(
        name: name, calibration: recipes[model].calibration,
        meanScore: scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count),
        meanCost: costs.isEmpty || costs.count < scores.count ? nil : costs.reduce(0, +) / Double(costs.count))
    }
    let manifest = RouterManifest(
      target: trainer.target, models: models, pair: trainer.pair, lexical: lexical?.specification,
      hasStructuralBlock: structural != nil,
      training: .init(
        rows: table.rows.count, dataDigest: table.digest, folds: trainer.folds, seed: trainer.seed))
    return try Router(manifest: manifest, lexical: lexical, structural: structural, intercepts: intercepts)
      .withGoldenPrompts()
  }
}
