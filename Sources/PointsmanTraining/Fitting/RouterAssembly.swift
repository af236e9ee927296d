internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport

/// A router in the making: the families put in their weights, one after another.
final class RouterAssembly {
  /// For every bucket; meaningful once both families of n-grams are in.
  var inverseDocumentFrequencies: [Float]
  /// buckets × M, row-major.
  var lexicalWeights: [Float]
  /// The heads of the other blocks.
  var heads: [any BlockHead] = []
  private(set) var warnings: [String] = []
  /// Of the fits on all rows, one a family and model.
  private(set) var certificates: [Certificate] = []
  /// For each block M numbers, fused.
  private var intercepts: [Block: [Float]] = [:]
  private let recipe: ModelSelection
  private let trainer: RouterTrainer
  private let table: OutcomeTable

  init(trainer: RouterTrainer, table: OutcomeTable, recipe: ModelSelection) {
    (self.trainer, self.table, self.recipe) = (trainer, table, recipe)
    let buckets = trainer.blocks.contains(.lexical) ? LexicalSpecification.standard.buckets : 0
    inverseDocumentFrequencies = [Float](repeating: 0, count: buckets)
    lexicalWeights = [Float](repeating: 0, count: buckets * table.models.count)
  }

  /// Fits every family once more, on all rows and at the penalties that the recipe chose, as many at a time as there are
  /// threads; takes the intercepts, and has the families put their weights in, both fused.
  func refit(_ fits: [any FamilyFit], _ targets: Targets) {
    let solutions = concurrentMap(count: fits.count, threads: trainer.threads) { [recipe] family in
      let problems = recipe.strengths.enumerated().map { task, strengths in
        Problem(task: task, penalty: fits[family].path.penalties[strengths[family]][task])
      }
      return fits[family].solve(targets, problems)
    }
    for (family, (fit, solution)) in zip(fits, solutions).enumerated() {
      take(solution, family: family, of: fit)
      fit.place(recipe.fused(solution.coefficients, family: family), in: self)
    }
  }

  private func take(_ solution: Solution, family: Int, of fit: any FamilyFit) {
    certificates += solution.certificates
    let mixing = recipe.mixing(family: family)
    for model in table.models.indices {
      let intercept = table.models.indices.reduce(Float(0)) { sum, source in
        sum + mixing[source, model] * solution.intercepts[source]
      }
      intercepts[fit.block, default: [Float](repeating: 0, count: table.models.count)][model] += intercept
    }
    for (task, certificate) in solution.certificates.enumerated() where !certificate.converged {
      let models = solution.certificates.count == 1 ? "all models" : table.models[task]
      warnings.append("\(fit.name) of \(models) stopped at a gradient of \(certificate.gradientNorm)")
    }
  }

  func router() throws(RouterError) -> Router {
    let models = table.models.enumerated().map { model, name in
      let rows = table.rows.indices
      let scores = rows.compactMap { table.score(row: $0, model: model) }
      let costs = rows.compactMap { table.cost(row: $0, model: model) }
      return RouterManifest.Model(
        name: name, calibration: recipe.calibrations[model],
        meanScore: scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count),
        meanCost: costs.isEmpty || costs.count < scores.count ? nil : costs.reduce(0, +) / Double(costs.count))
    }
    var heads = heads
    if !inverseDocumentFrequencies.isEmpty {
      heads.append(
        LexicalHead(
          specification: .standard, inverseDocumentFrequencies: inverseDocumentFrequencies, weights: lexicalWeights,
          models: models.count))
    }
    let origins = Block.allCases.compactMap { intercepts[$0] }
    if let neighbours = recipe.neighbours { heads.append(neighbours.head(origins: origins.flatMap { $0 })) }
    var training = RouterManifest.Training(
      rows: table.rows.count, dataDigest: table.digest, folds: trainer.folds, seed: trainer.seed)
    training.prompts = PromptSketch(of: table.rows.lazy.map(\.prompt))
    var manifest = RouterManifest(
      target: trainer.target, models: models, pair: trainer.pair, training: training)
    manifest.reference = recipe.reference.map { models[$0].name }
    let weights = RouterHeads(
      heads,
      intercepts: origins.reduce(into: models.map { _ in 0 }) { sum, block in
        for model in sum.indices { sum[model] += block[model] }
      })
    return try Router(manifest: manifest, heads: weights).withGoldenPrompts()
  }
}
