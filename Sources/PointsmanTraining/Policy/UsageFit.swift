internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport

/// Learns what models will use on a prompt: ridge regression of the logarithm on the structural features.
///
/// A head is kept only where it beats the constant out of fold; elsewhere the model's mean is all that is foretold.
/// `pointsman-experiments usage` compares the families of features on this.
struct UsageFit {
  /// nil when nothing was recorded.
  let usage: Usage?

  init(_ set: FeaturizedTable, folds: [Int], threads: Int) throws(TrainingError) {
    var heads: [Usage.Quantity: [UsageHead?]] = [:]
    var scaling: FeatureScaling?
    for quantity in Usage.Quantity.allCases {
      guard let targets = try UsageTargets(set.table, quantity, folds: folds) else { continue }
      let fit: StructuralFit
      do {
        fit = try StructuralFit(set.features, targets.targets, threads: threads)
      } catch {
        throw .regression(error)
      }
      scaling = fit.scaling
      heads[quantity] = Self.heads(targets, fit)
    }
    usage = scaling.map { Usage(scaling: $0, heads: heads) }
  }

  /// Those of one more model, by the scaling that `usage` has: the only model of `set`.
  static func heads(
    joining usage: Usage?, _ set: FeaturizedTable, folds: [Int], threads: Int
  ) throws(TrainingError) -> [Usage.Quantity: UsageHead] {
    guard let usage else { return [:] }
    var heads: [Usage.Quantity: UsageHead] = [:]
    for quantity in Usage.Quantity.allCases where usage.heads[quantity] != nil {
      guard let targets = try UsageTargets(set.table, quantity, folds: folds) else { continue }
      do {
        let fit = try StructuralFit(set.features, targets.targets, threads: threads, scaling: usage.scaling)
        heads[quantity] = Self.heads(targets, fit)[0]
      } catch {
        throw .regression(error)
      }
    }
    return heads
  }

  private static func heads(_ targets: UsageTargets, _ fit: StructuralFit) -> [UsageHead?] {
    let models = Array(targets.means.indices)
    let solution = fit.solve(
      targets.targets,
      models.map { Problem(task: $0, penalty: fit.path.penalties[fit.path.best(task: $0)][$0]) })
    let coefficients = solution.coefficients
    return models.map { m in
      guard let mean = targets.means[m] else { return nil }
      let residuals = targets.residuals(fit.path, m)
      guard squares(residuals) < squares(targets.residualsOfMean(m)) else { return UsageHead(constant: mean) }
      return UsageHead(
        weights: (0..<coefficients.rows).map { coefficients[$0, m] }, intercept: Double(solution.intercepts[m]),
        offset: targets.offsets[m],
        smearing: residuals.reduce(0) { $0 + exp($1) } / Double(residuals.count))
    }
  }

  private static func squares(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
}
