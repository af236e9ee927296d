public import Pointsman
internal import PointsmanNumerics
public import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport

/// How to train a router: a recipe. `fitted(to:)` makes the router.
public struct RouterTrainer: Sendable {
  /// What the probabilities are to mean; each model's own success unless said otherwise.
  public var target = RoutingTarget.success
  /// The families of features, each with a penalty of its own, and what works on them; in any order.
  ///
  /// The semantic block, too, wants naming here where the training set was read with token vectors.
  public var blocks: [Block] = [.lexical, .structural]
  /// Folds that choose penalties, fusion and calibration; five, as scikit-learn's cross-validation.
  public var folds = 5
  /// What shares a fold.
  public var grouping = Grouping.nearDuplicates
  /// The "weak or strong" question: the router remembers which is which.
  public var pair: RouterManifest.Pair?
  /// The model that the others' chances of being preferred are against; nil is the strongest. Only for that target.
  public var reference: String?
  /// Fixes how rows are dealt to folds.
  public var seed: UInt64 = 0
  /// Threads to work with. The router's bytes do not depend on it.
  public var threads = 1

  /// The recipe with its defaults.
  public init() {}

  /// What must not part between a training fold and a held-out one.
  public enum Grouping: Sendable {
    /// Near-duplicate prompts, and rows of one `group`.
    case nearDuplicates
    /// Whole categories, so that what is chosen suits prompts of a new kind. Near-duplicates may then part.
    case wholeCategories
  }

  /// Throws when `table` cannot train a router: too few models or rows, or a model whose scores never vary.
  public func validate(_ table: OutcomeTable) throws(TrainingError) {
    guard table.models.count > 1 else { throw .tooFewModels(found: table.models) }
    if let pair, pair.weak == pair.strong || !table.models.contains(pair.weak) || !table.models.contains(pair.strong) {
      throw .invalidPair(weak: pair.weak, strong: pair.strong, models: table.models)
    }
    guard blocks.contains(where: \.isFamily) else { throw .noFamily }
    try validatePreference(table)
    if blocks.contains(.context) {
      guard table.rows.contains(where: { !$0.prompt.tags.isEmpty }) else { throw .noTags }
    }
    if blocks.contains(.category) && !(blocks.contains(.structural) && blocks.contains(.semantic)) {
      throw .categoryAlone
    }
    let battles = table.rows.count { $0.isBattle }
    guard target != .success || battles == 0 else { throw .battles(rows: battles) }
    for (model, name) in table.models.enumerated() {
      let scores = table.rows.indices.compactMap { table.score(row: $0, model: model) }
      guard scores.count >= 2 * folds else {
        throw .tooFewRows(model: name, found: scores.count, needed: 2 * folds)
      }
      if let first = scores.first, first == 0 || first == 1, scores.allSatisfy({ $0 == first }) {
        throw .singleClass(model: name, score: first)
      }
    }
  }

  /// Trains on a set that `validate` accepts.
  ///
  /// Fits every block along its path of penalties by cross-validation, chooses penalty, fusion and calibration for each
  /// model by held-out log loss, and fits once more on all rows. `progress` is told what is about to be done.
  public func fitted(
    to set: FeaturizedTable, progress: (TrainingStage) -> Void = { _ in }
  ) throws(TrainingError) -> TrainedRouter {
    let table = set.table
    let assignment = try assignFolds(set)
    let observed = TrainingTargets(table, target)
    let targets = try target == .preference ? observed.softmax(folds: assignment) : observed.logistic(folds: assignment)
    var fits: [any FamilyFit] = []
    for block in Block.allCases where block.isFamily && blocks.contains(block) {
      progress(.fitting(block))
      fits += try families(block, set, targets)
    }
    progress(.choosing)
    let columns = blocks.contains(.context) ? TagColumns.all(of: table) : nil
    let reference = reference.flatMap(table.models.firstIndex)
    let recipe = recipe(fits, targets, reference: reference)
    let heldOut = heldOutProbabilities(fits, targets, table, columns, reference: recipe.reference)
    progress(.finishing)
    let assembly = RouterAssembly(trainer: self, table: table, recipe: recipe)
    if let columns { assembly.heads.append(ContextFit(columns, recipe: recipe, targets: targets).head) }
    assembly.refit(fits, targets)
    let router: Router
    do throws(RouterError) {
      router = try grounded(
        try assembly.router(), set, heldOut.tagged ?? heldOut.untagged, folds: assignment)
    } catch {
      throw .router(error)
    }
    let certificates = fits.flatMap { $0.preparation + $0.path.certificates.flatMap { $0 } } + assembly.certificates
    return TrainedRouter(
      router: router, heldOut: heldOut.tagged ?? heldOut.untagged,
      heldOutWithoutTags: heldOut.tagged == nil ? nil : heldOut.untagged, folds: assignment,
      regressions: certificates.count,
      largestGradient: certificates.map(\.gradientNorm).max() ?? 0,
      warnings: warnings(fits, table) + assembly.warnings)
  }

  /// The families of features that `block` is made of, fitted.
  private func families(
    _ block: Block, _ set: FeaturizedTable, _ targets: Targets
  ) throws(TrainingError) -> [any FamilyFit] {
    if block == .semantic && set.tokens == nil { throw .noTokens }
    if block == .lexical {
      return try LexicalFamily.allCases.map { family throws(TrainingError) in
        try LexicalFit(set, family, targets, threads: threads)
      }
    }
    let categories = block == .category ? try categories(set, targets) : nil
    let vectors = block.readsVector ? try VectorDesign(set.table, block) : nil
    do throws(RegressionError) {
      switch block {
      case .structural: return [try StructuralFit(set.features, targets, threads: threads)]
      case .semantic: return [try SemanticFit(set, targets, threads: threads)]
      case .category: return [try CategoryFit(categories!, targets, threads: threads)]
      case .lexical, .neighbours, .context: preconditionFailure("\(block) is no family")
      case .encoder, .external: return [try VectorFit(vectors!, targets, threads: threads)]
      }
    } catch {
      throw .regression(error)
    }
  }

  /// The guesses that the category block works on.
  private func categories(_ set: FeaturizedTable, _ targets: Targets) throws(TrainingError) -> CategoryClassifierFit {
    let guess: CategoryClassifierFit?
    do throws(RegressionError) {
      guess = try CategoryClassifierFit(set, folds: targets.folds, threads: threads)
    } catch {
      throw .regression(error)
    }
    guard let guess else { throw .noCategoriesToGuess(needed: 2 * folds) }
    return guess
  }

  private func assignFolds(_ set: FeaturizedTable) throws(TrainingError) -> [Int] {
    switch grouping {
    case .nearDuplicates:
      let folds = Folds(keepingTogether: set.clusters, count: folds, seed: seed)
      guard folds.count > 1 else { throw .indivisible(rows: set.table.rows.count) }
      return folds.assignment
    case .wholeCategories:
      guard let folds = Folds(leavingOutWhole: set.table.rows.map(\.category), atMost: folds) else {
        throw .noCategories(attribute: "category")
      }
      return folds.assignment
    }
  }

  private func recipe(
    _ fits: [any FamilyFit], _ targets: Targets, reference: Int?, excluding fold: Int? = nil
  ) -> ModelSelection {
    if target == .preference {
      return ModelSelection(jointly: fits.map(\.path), targets: targets, reference: reference, excluding: fold)
    }
    return ModelSelection(
      paths: fits.map(\.path), targets: targets, neighboursOf: blocks.contains(.neighbours) ? fits.map(\.block) : nil,
      excluding: fold)
  }

  /// For each row the probabilities of heads that did not see it, at what the other folds' losses choose; and the same
  /// corrected by the row's tags, as the other folds' rows know them.
  private func heldOutProbabilities(
    _ fits: [any FamilyFit], _ targets: Targets, _ table: OutcomeTable, _ columns: [TagColumns]?,
    reference: Int?
  ) -> (untagged: Predictions, tagged: Predictions?) {
    let folds = (targets.folds.max() ?? 0) + 1
    let choices = concurrentMap(count: folds, threads: threads) { fold in
      let recipe = recipe(fits, targets, reference: reference, excluding: fold)
      let context = columns.map { ContextFit($0, recipe: recipe, targets: targets, excluding: fold).head }
      return (recipe, context)
    }
    var (untagged, tagged) = ([Double](), [Double]())
    for row in 0..<targets.rows {
      let (recipe, context) = choices[targets.folds[row]]
      var probabilities = table.models.indices.map { recipe.probability(row: row, model: $0) }
      untagged += target.normalized(probabilities)
      context?.correct(&probabilities, for: table.rows[row].prompt)
      if context != nil { tagged += target.normalized(probabilities) }
    }
    let models = table.models.count
    return (
      Predictions(models: models, probabilities: untagged),
      columns == nil ? nil : Predictions(models: models, probabilities: tagged)
    )
  }

  private func warnings(_ fits: [any FamilyFit], _ table: OutcomeTable) -> [String] {
    let unprepared = fits.compactMap { fit in
      fit.preparation.first { !$0.converged }.map {
        "\(fit.name): a guess at a category stopped at a gradient of \($0.gradientNorm)"
      }
    }
    return unprepared
      + fits.flatMap { fit in
        fit.path.certificates.flatMap { certificates in
          certificates.enumerated().compactMap { index, certificate in
            guard !certificate.converged else { return nil }
            let joint = target == .preference
            let model = joint ? "all models" : table.models[index * table.models.count / certificates.count]
            return "\(fit.name) of \(model) stopped at a gradient of \(certificate.gradientNorm) in cross-validation"
          }
        }
      }
  }
}
