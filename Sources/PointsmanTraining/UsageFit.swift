package import Pointsman
internal import PointsmanNumerics
package import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport

/// Usage forecasts by ridge regression of the logarithm on the structural features.
///
/// A head is kept only where it beats the constant out of fold; elsewhere the forecast is the model's mean.
/// `pointsman-experiments usage` compares the families of features on this.
struct UsageFit {
  /// nil when nothing was recorded.
  let usage: Usage?

  init(_ prepared: FeaturizedTable, folds: [Int], threads: Int) throws(TrainingError) {
    var heads: [Usage.Quantity: [UsageHead?]] = [:]
    var scaling: FeatureScaling?
    for quantity in Usage.Quantity.allCases {
      guard let targets = try UsageTargets(prepared.table, quantity, folds: folds) else { continue }
      let fit: StructuralFit
      do {
        fit = try StructuralFit(prepared.features, targets.targets, threads: threads)
      } catch {
        throw .regression(error)
      }
      scaling = fit.scaling
      heads[quantity] = Self.heads(targets, fit.family)
    }
    usage = scaling.map { Usage(scaling: $0, heads: heads) }
  }

  /// Those of one more model, by the scaling that `usage` has: the only model of `set`.
  static func heads(
    joining usage: Usage?, _ prepared: FeaturizedTable, folds: [Int], threads: Int
  ) throws(TrainingError) -> [Usage.Quantity: UsageHead] {
    guard let usage else { return [:] }
    var heads: [Usage.Quantity: UsageHead] = [:]
    for quantity in Usage.Quantity.allCases where usage.heads[quantity] != nil {
      guard let targets = try UsageTargets(prepared.table, quantity, folds: folds) else { continue }
      do {
        let fit = try StructuralFit(prepared.features, targets.targets, threads: threads, scaling: usage.scaling)
        heads[quantity] = Self.heads(targets, fit.family)[0]
      } catch {
        throw .regression(error)
      }
    }
    return heads
  }

  private static func heads(_ targets: UsageTargets, _ fit: FamilyFit) -> [UsageHead?] {
    let models = Array(targets.means.indices)
    let solution = fit.solve(
      targets.targets,
      models.map { Problem(task: $0, penalty: fit.path.penalties[fit.path.best(task: $0)][$0]) })
    let coefficients = solution.coefficients
    return models.map { m in
      guard let mean = targets.means[m] else { return nil }
      let residuals = targets.residuals(fit.path, m)
      func squares(_ residuals: [Double]) -> Double { targets.total(residuals.map { $0 * $0 }, m) }
      guard squares(residuals) < squares(targets.residualsOfMean(m)) else { return UsageHead(constant: mean) }
      return UsageHead(
        weights: (0..<coefficients.rows).map { coefficients[$0, m] }, intercept: Double(solution.intercepts[m]),
        offset: targets.offsets[m],
        smearing: targets.total(residuals.map { exp($0) }, m) / targets.total(residuals.map { _ in 1 }, m))
    }
  }
}

/// The logarithms of the amounts that models used: the labels of usage heads.
struct UsageTargets {
  /// n × M of ln(x + s), the squared loss.
  let targets: Targets
  /// s of each model, a hundredth of its mean; 0 where nothing was recorded, or nothing used.
  let offsets: [Double]
  /// For each model the mean amount by the rows' weights; nil where nothing was recorded.
  let means: [Double?]
  /// n row weights; nil where all are alike.
  private let rowWeights: [Double]?

  /// nil when the table does not record `quantity`.
  init?(_ table: OutcomeTable, _ quantity: Usage.Quantity, folds: [Int]) throws(TrainingError) {
    let models = table.models.indices
    let amounts = table.rows.indices.map { row in
      models.map { table.outcome(row: row, model: $0).flatMap { $0.amount(of: quantity) } }
    }
    means = models.map { m in
      table.mean(of: table.rows.indices.filter { amounts[$0][m] != nil }) { amounts[$0][m] ?? 0 }
    }
    rowWeights = table.weights
    guard means.contains(where: { $0 != nil }) else { return nil }
    offsets = means.map { ($0 ?? 0) / 100 }
    var labels = Matrix(rows: table.rows.count, columns: table.models.count)
    var weights = labels
    for row in table.rows.indices {
      for m in models where offsets[m] > 0 {
        guard let amount = amounts[row][m] else { continue }
        labels[row, m] = Float(log(amount + offsets[m]))
        weights[row, m] = Float(table.rows[row].weight)
      }
    }
    do {
      targets = try Targets(.squared, labels: labels, weights: weights, folds: folds)
    } catch {
      throw .regression(error)
    }
  }

  /// The rows on which model m's amount is known.
  func known(_ m: Int) -> [Int] { (0..<targets.rows).filter { targets.weights[$0, m] > 0 } }

  /// Σ w x over the values of the known rows of model m.
  func total(_ values: [Double], _ m: Int) -> Double {
    guard let rowWeights else { return values.reduce(0, +) }
    return zip(known(m), values).reduce(0) { $0 + rowWeights[$1.0] * $1.1 }
  }

  /// For each known row the label less the prediction of a path's head that did not see the row, at the penalty that the
  /// other folds choose.
  func residuals(_ path: PenaltyPath, _ m: Int) -> [Double] {
    let count = (targets.folds.max() ?? 0) + 1
    let best = (0..<count).map { path.best(task: m, excludingFold: $0) }
    return known(m).map { row in
      Double(targets.labels[row, m] - path.heldOutScores[best[targets.folds[row]]][row, m])
    }
  }

  /// For each known row the label less the mean label of the other folds.
  func residualsOfMean(_ m: Int) -> [Double] {
    let count = (targets.folds.max() ?? 0) + 1
    var (sums, weights) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for row in known(m) {
      let weight = Double(targets.weights[row, m])
      sums[targets.folds[row]] += weight * Double(targets.labels[row, m])
      weights[targets.folds[row]] += weight
    }
    let (sum, weight) = (sums.reduce(0, +), weights.reduce(0, +))
    return known(m).map { row in
      let fold = targets.folds[row]
      let rest = weight - weights[fold]
      return Double(targets.labels[row, m]) - (rest > 0 ? (sum - sums[fold]) / rest : 0)
    }
  }
}

extension Outcome {
  /// How much of `quantity` there was; nil where it was not recorded.
  package func amount(of quantity: Usage.Quantity) -> Double? {
    switch quantity {
    case .inputTokens: inputTokens
    case .outputTokens: estimatedOutputTokens
    case .latency: latency
    case .firstToken: firstTokenTime
    case .outputSpeed: outputSpeed
    case .cost: cost
    }
  }
}

/// The out-of-fold errors of each family of features in predicting the logarithm of usage, beside the constant.
package struct UsageErrors: Sendable {
  package let quantity: Usage.Quantity
  /// Outcomes that record it.
  package let cells: Int
  /// In nats, over all cells: of the constant first, then of each family, then of a router's choice: model by model the
  /// structural head, or the constant where it is no worse.
  package let ways: [(name: String, rootMeanSquare: Double, meanAbsolute: Double)]

  /// One entry a quantity that the table records.
  package static func all(_ prepared: FeaturizedTable, folds: Int, seed: UInt64, threads: Int) throws -> [UsageErrors] {
    let assignment = prepared.folds(count: folds, seed: seed).assignment
    var all: [UsageErrors] = []
    for quantity in Usage.Quantity.allCases {
      guard let targets = try UsageTargets(prepared.table, quantity, folds: assignment) else { continue }
      var fits = try StructuralFit(prepared.features, targets.targets, threads: threads).families
      fits += try LexicalFit(prepared, targets.targets, threads: threads).families
      if prepared.tokens != nil { fits += try SemanticFit(prepared, targets.targets, threads: threads).families }
      all.append(UsageErrors(quantity, targets, fits))
    }
    return all
  }

  private init(_ quantity: Usage.Quantity, _ targets: UsageTargets, _ fits: [FamilyFit]) {
    let models = targets.means.indices.filter { targets.offsets[$0] > 0 }
    let constant = models.map { targets.residualsOfMean($0) }
    let families = fits.map { fit in models.map { targets.residuals(fit.path, $0) } }
    let kept = models.indices.map { m in
      families[0][m].reduce(0) { $0 + $1 * $1 } < constant[m].reduce(0) { $0 + $1 * $1 } ? families[0][m] : constant[m]
    }
    self.quantity = quantity
    cells = constant.reduce(0) { $0 + $1.count }
    ways = zip(["constant"] + fits.map(\.name) + ["kept"], [constant] + families + [kept]).map { name, residuals in
      let all = residuals.flatMap { $0 }
      let count = Double(max(1, all.count))
      return (
        name, (all.reduce(0) { $0 + $1 * $1 } / count).squareRoot(), all.reduce(0) { $0 + abs($1) } / count
      )
    }
  }
}
