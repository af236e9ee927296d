internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// A block of features fitted to a table, as a value: held-out logits along each family's penalties, and the way from
/// coefficients to a head of a router.
protocol BlockFit: Sendable {
  var block: Block { get }
  /// The families of features that the block is made of. n-grams are two; every other block is one.
  var families: [FamilyFit] { get }
  /// Certificates of the regressions that made the features; most blocks need none.
  var preparation: [Certificate] { get }
  /// The block of a router. `coefficients` holds d × M weights for each family, stacked.
  func head(_ coefficients: [Matrix]) -> any BlockHead
}

extension BlockFit {
  var preparation: [Certificate] { [] }
}

/// A family of features: a design matrix, and penalties of its own.
struct FamilyFit: Sendable {
  /// For warnings and reports.
  let name: String
  /// Held-out logits along the penalties.
  let path: PenaltyPath
  private let solver: any Solver

  /// Fits the path by cross-validation. `inverseRegularizations` are scikit-learn's C, strongest penalty first.
  init(_ name: String, _ solver: any Solver, _ targets: Targets, inverseRegularizations: [Double]) {
    (self.name, self.solver) = (name, solver)
    path = PenaltyPath(solver: solver, targets: targets, inverseRegularizations: inverseRegularizations)
  }

  /// Fits the family once more, on all rows.
  func solve(_ targets: Targets, _ problems: [Problem]) -> Solution { solver.solve(targets, problems: problems) }
}

/// `count` values of C from `first`, each `ratio` times the one before. Repeated products give the same bits everywhere.
func inverseRegularizations(from first: Double, ratio: Double, count: Int) -> [Double] {
  (0..<count).map { power in first * (0..<power).reduce(1) { product, _ in product * ratio } }
}
