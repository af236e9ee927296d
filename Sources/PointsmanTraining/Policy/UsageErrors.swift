package import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression

/// How well each family of features foretells, out of fold, the logarithm of what models use up, beside the constant.
package struct UsageErrors: Sendable {
  package let quantity: Usage.Quantity
  /// Outcomes that record it.
  package let cells: Int
  /// In nats, over all cells: of the constant first, then of each family, then of what a router keeps: model by model
  /// the structural head, or the constant where it is no worse.
  package let ways: [(name: String, rootMeanSquare: Double, meanAbsolute: Double)]

  /// One entry a quantity that the table records.
  package static func all(_ set: FeaturizedTable, folds: Int, seed: UInt64, threads: Int) throws -> [UsageErrors] {
    let assignment = Folds(keepingTogether: set.clusters, count: folds, seed: seed).assignment
    var all: [UsageErrors] = []
    for quantity in Usage.Quantity.allCases {
      guard let targets = try UsageTargets(set.table, quantity, folds: assignment) else { continue }
      var fits: [any FamilyFit] = [try StructuralFit(set.features, targets.targets, threads: threads)]
      for family in LexicalFamily.allCases {
        fits.append(try LexicalFit(set, family, targets.targets, threads: threads))
      }
      if set.tokens != nil { fits.append(try SemanticFit(set, targets.targets, threads: threads)) }
      all.append(UsageErrors(quantity, targets, fits))
    }
    return all
  }

  private init(_ quantity: Usage.Quantity, _ targets: UsageTargets, _ fits: [any FamilyFit]) {
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
