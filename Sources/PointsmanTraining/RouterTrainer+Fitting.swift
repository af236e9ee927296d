internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport

extension RouterTrainer {
  /// Trains on a table that `validate` accepts.
  ///
  /// Fits every block along its path of penalties by cross-validation, selects penalty, stacking and calibration for each
  /// model by held-out log loss, and fits once more on all rows. `progress` hears of each stage as it begins.
  public func fitted(
    to prepared: FeaturizedTable, progress: (TrainingStage) -> Void = { _ in }
  ) throws(TrainingError) -> TrainedRouter {
    try checkCancellation()
    try Self.checkAddressSpace(threads: threads)
    let table = prepared.table
    let folds = try assignedFolds(prepared)
    let targets = try Targets(table, target, folds: folds)
    let fits = try Fits(blockFits(prepared, targets, progress))
    try checkCancellation()
    progress(.choosing)
    let tags = blocks.contains(.context) ? TagColumns.all(of: table) : nil
    let selection = selection(fits, targets, reference: reference.flatMap(table.models.firstIndex))
    let context = tags.map { ContextFit($0, selection: selection, targets: targets) }
    let heldOut = heldOutPredictions(fits, targets, table, tags, reference: selection.reference)
    try checkCancellation()
    progress(.finishing)
    let solutions = refitted(fits, selection, targets)
    try checkCancellation()
    let heads = heads(fits, solutions, selection, context)
    let router = try router(heads, selection, prepared, targets, heldOut.all)
    let certificates =
      fits.blocks.flatMap { $0.preparation + $0.families.flatMap { $0.path.certificates.flatMap { $0 } } }
      + solutions.flatMap(\.certificates)
    let smallFits = selection.certificates + (context?.certificates ?? []) + heldOut.certificates
    return TrainedRouter(
      router: router, heldOut: heldOut.all, heldOutWithoutTags: heldOut.withoutTags, folds: folds,
      regressions: certificates.count, largestGradient: certificates.map(\.gradientNorm).max() ?? 0,
      smallFits: smallFits.count, largestSmallFitGradient: smallFits.map(\.gradientNorm).max() ?? 0,
      warnings: warnings(fits, solutions, table))
  }

  /// Throws where OpenBLAS would wait for address space for ever.
  static func checkAddressSpace(threads: Int) throws(TrainingError) {
    guard !BLAS.hasRoom(threads: threads) else { return }
    throw .regression(.tooLittleAddressSpace(needed: BLAS.addressSpace(threads: threads), threads: threads))
  }

  private func assignedFolds(_ prepared: FeaturizedTable) throws(TrainingError) -> [Int] {
    let folds = try possibleFolds(prepared)
    guard !blocks.contains(.neighbours) || folds.count >= Self.leastFoldsOfNeighbours else {
      throw .tooFewFolds(block: .neighbours, found: folds.count, needed: Self.leastFoldsOfNeighbours)
    }
    return folds.assignment
  }

  /// As many folds as asked for, or fewer where rows that stay together leave no more.
  private func possibleFolds(_ prepared: FeaturizedTable) throws(TrainingError) -> Folds {
    switch grouping {
    case .nearDuplicates:
      let folds = prepared.folds(count: folds, seed: seed)
      guard folds.count > 1 else { throw .indivisible(rows: prepared.table.rows.count) }
      return folds
    case .wholeCategories:
      guard let folds = Folds(leavingOutWhole: prepared.table.rows.map(\.category), atMost: folds) else {
        throw .noCategories(attribute: "category")
      }
      return folds
    }
  }

  /// The blocks' fits, and all their families in one list.
  private struct Fits {
    let blocks: [any BlockFit]
    let families: [FamilyFit]
    /// For each family its block.
    let blockOfFamily: [Block]

    init(_ blocks: [any BlockFit]) {
      self.blocks = blocks
      families = blocks.flatMap(\.families)
      blockOfFamily = blocks.flatMap { block in block.families.map { _ in block.block } }
    }

    /// The values of `perFamily` for each family, gathered by block.
    func byBlock<Value>(_ perFamily: [Value]) -> [[Value]] {
      var rest = perFamily[...]
      return blocks.map { block in
        defer { rest = rest.dropFirst(block.families.count) }
        return Array(rest.prefix(block.families.count))
      }
    }
  }

  private func blockFits(
    _ prepared: FeaturizedTable, _ targets: Targets, _ progress: (TrainingStage) -> Void
  ) throws(TrainingError) -> [any BlockFit] {
    var fits: [any BlockFit] = []
    for block in Block.allCases where block.isFamily && blocks.contains(block) {
      try checkCancellation()
      progress(.fitting(block))
      fits.append(try fit(block, prepared, targets))
    }
    return fits
  }

  private func fit(
    _ block: Block, _ prepared: FeaturizedTable, _ targets: Targets
  ) throws(TrainingError) -> any BlockFit {
    if block == .semantic && prepared.tokens == nil { throw .noTokens }
    if block == .lexical { return try LexicalFit(prepared, targets, threads: threads) }
    if block.readsVector { return try VectorFit(prepared.table, block, targets, threads: threads) }
    do throws(RegressionError) {
      switch block {
      case .structural: return try StructuralFit(prepared.features, targets, threads: threads)
      case .semantic: return try SemanticFit(prepared, targets, threads: threads)
      case .category:
        if let classifier = try CategoryClassifierFit(prepared, folds: targets.folds, threads: threads) {
          return try CategoryFit(classifier, targets, threads: threads)
        }
      case .lexical, .encoder, .external, .neighbours, .context: preconditionFailure("\(block) is not fitted here")
      }
    } catch {
      throw .regression(error)
    }
    throw .noCategoriesToGuess(needed: Self.leastRows(folds: folds))
  }

  private func selection(
    _ fits: Fits, _ targets: Targets, reference: Int?, excluding fold: Int? = nil
  ) -> ModelSelection {
    let paths = fits.families.map(\.path)
    if target == .preference {
      return ModelSelection(jointly: paths, targets: targets, reference: reference, excluding: fold)
    }
    return ModelSelection(
      paths: paths, targets: targets, neighboursOf: blocks.contains(.neighbours) ? fits.blockOfFamily : nil,
      excluding: fold)
  }

  /// Probabilities of rows that neither heads nor selection saw.
  private struct HeldOutPredictions {
    /// By all blocks.
    let all: Predictions
    /// By all but the context block; nil without that block.
    let withoutTags: Predictions?
    /// Of the selections' small fits.
    let certificates: [Certificate]
  }

  /// For each row the probabilities of heads that did not see it, as the other folds' losses select them; and the same
  /// corrected by the row's tags, with corrections fitted to the other folds.
  private func heldOutPredictions(
    _ fits: Fits, _ targets: Targets, _ table: OutcomeTable, _ tags: [TagColumns]?, reference: Int?
  ) -> HeldOutPredictions {
    let folds = (targets.folds.max() ?? 0) + 1
    let selections = concurrentMap(count: folds, threads: threads) { fold in
      let selection = selection(fits, targets, reference: reference, excluding: fold)
      let context = tags.map { ContextFit($0, selection: selection, targets: targets, excluding: fold) }
      return (selection: selection, context: context?.head, certificates: context?.certificates ?? [])
    }
    var (untagged, tagged) = ([Double](), [Double]())
    for row in 0..<targets.rows {
      let (selection, context, _) = selections[targets.folds[row]]
      var probabilities = table.models.indices.map { selection.probability(row: row, model: $0) }
      untagged += target.normalized(probabilities)
      context?.correct(&probabilities, for: table.rows[row].prompt)
      if context != nil { tagged += target.normalized(probabilities) }
    }
    let models = table.models.count
    let withoutTags = Predictions(models: models, probabilities: untagged)
    return HeldOutPredictions(
      all: tags == nil ? withoutTags : Predictions(models: models, probabilities: tagged),
      withoutTags: tags == nil ? nil : withoutTags,
      certificates: selections.flatMap { $0.selection.certificates + $0.certificates })
  }

  /// Every family fitted once more, on all rows and at the penalties selected, as many at a time as there are threads.
  private func refitted(_ fits: Fits, _ selection: ModelSelection, _ targets: Targets) -> [Solution] {
    concurrentMap(count: fits.families.count, threads: threads) { family in
      let fit = fits.families[family]
      return fit.solve(targets, selection.problems(of: fit.path, family: family))
    }
  }

  /// The weights of the router: each block's stacked coefficients in its own form, then the blocks that work on them.
  private func heads(
    _ fits: Fits, _ solutions: [Solution], _ selection: ModelSelection, _ context: ContextFit?
  ) -> RouterHeads {
    let coefficients = solutions.enumerated().map { selection.stacked($1.coefficients, family: $0) }
    let intercepts = fits.byBlock(solutions.enumerated().map { selection.stacked($1.intercepts, family: $0) })
      .map { families in sum(families) }
    var heads = zip(fits.blocks, fits.byBlock(coefficients)).map { $0.head($1) }
    if let neighbours = selection.neighbours { heads.append(neighbours.head(origins: intercepts.flatMap { $0 })) }
    if let context { heads.append(context.head) }
    return RouterHeads(heads, intercepts: sum(intercepts))
  }

  /// The elementwise sum of lists of equal length.
  private func sum(_ lists: [[Float]]) -> [Float] {
    lists.reduce([Float](repeating: 0, count: lists[0].count)) { sum, list in zip(sum, list).map { $0 + $1 } }
  }

  /// By the outcomes' weights; 0 without weight.
  private func meanScore(of model: Int, in table: OutcomeTable, rows: [Int]) -> Double {
    let weights = table.cellWeights(of: rows, model: model) ?? rows.map { _ in 1 }
    let total = weights.reduce(0, +)
    guard total > 0 else { return 0 }
    return zip(rows, weights).reduce(0) { $0 + $1.1 * (table.score(row: $1.0, model: model) ?? 0) } / total
  }

  private func router(
    _ heads: RouterHeads, _ selection: ModelSelection, _ prepared: FeaturizedTable, _ targets: Targets,
    _ heldOut: Predictions
  ) throws(TrainingError) -> Router {
    let table = prepared.table
    let models = table.models.enumerated().map { model, name in
      let scores = table.rows.indices.filter { table.score(row: $0, model: model) != nil }
      let costs = scores.filter { table.cost(row: $0, model: model) != nil }
      return RouterManifest.Model(
        name: name, calibration: selection.calibrations[model],
        meanScore: meanScore(of: model, in: table, rows: scores),
        meanCost: table.mean(of: costs) { table.cost(row: $0, model: model) ?? 0 })
    }
    var training = RouterManifest.Training(rows: table.rows.count, dataDigest: table.digest, folds: folds, seed: seed)
    training.prompts = PromptSketch(of: table.rows.lazy.map(\.prompt))
    var manifest = RouterManifest(target: target, models: models, pair: pair, training: training)
    manifest.reference = selection.reference.map { models[$0].name }
    let router: Router
    do {
      router = try Router(manifest: manifest, heads: heads).withGoldenPrompts()
    } catch {
      throw .router(error)
    }
    let decisionData = try DecisionData(
      prepared, targets, heldOut: target == .preference ? nil : heldOut, router: router, threads: threads)
    do {
      return try router.attaching(decisionData)
    } catch {
      throw .router(error)
    }
  }

  private func warnings(_ fits: Fits, _ solutions: [Solution], _ table: OutcomeTable) -> [String] {
    let unprepared = fits.blocks.compactMap { block in
      block.preparation.first { !$0.converged }.map {
        "\(block.families[0].name): a guess at a category stopped at a gradient of \($0.gradientNorm)"
      }
    }
    let crossValidated = fits.families.flatMap { fit in
      fit.path.certificates.flatMap { certificates in
        certificates.enumerated().compactMap { index, certificate in
          certificate.converged
            ? nil
            : "\(fit.name) of \(name(index, of: certificates.count, table)) stopped at a gradient of "
              + "\(certificate.gradientNorm) in cross-validation"
        }
      }
    }
    let final = zip(fits.families, solutions).flatMap { fit, solution in
      solution.certificates.enumerated().compactMap { index, certificate in
        certificate.converged
          ? nil
          : "\(fit.name) of \(name(index, of: solution.certificates.count, table)) stopped at a gradient of "
            + "\(certificate.gradientNorm)"
      }
    }
    return unprepared + crossValidated + final
  }

  /// The model that certificate `index` belongs to, where each model has as many in a row.
  private func name(_ index: Int, of count: Int, _ table: OutcomeTable) -> String {
    target == .preference ? "all models" : table.models[index * table.models.count / count]
  }
}
