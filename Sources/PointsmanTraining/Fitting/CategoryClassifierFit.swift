internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression

/// The regressions that guess a prompt's category from its form and meaning, one category against all others.
struct CategoryClassifierFit {
  /// The K categories that have rows enough, in ascending order.
  let names: [String]
  let certificates: [Certificate]
  /// n × K: how much each row looks like each kind, by regressions that did not see the row.
  let shares: Matrix
  private let tokens: TokenTable
  private let scaling: FeatureScaling
  private let scale: Float
  private let solution: Solution

  /// C from 0.003 to 3 in steps of √10.
  private static let strengths = (0..<7).map { 3e-3 * Double.exponential(base: 3.1623, power: $0) }

  /// A category needs as many rows as a model does: two a fold. nil when fewer than two have them. Rows of other
  /// categories, and of none, are guessed at but not learnt from.
  ///
  /// - Parameter folds: for each row its fold.
  init?(_ set: FeaturizedTable, folds: [Int], threads: Int) throws(RegressionError) {
    let categories = set.table.rows.map(\.category)
    let needed = 2 * ((folds.max() ?? 0) + 1)
    let counts = categories.reduce(into: [String: Int]()) { counts, name in name.map { counts[$0, default: 0] += 1 } }
    names = counts.filter { $0.value >= needed }.keys.sorted()
    guard names.count > 1, let tokens = set.tokens else { return nil }
    let targets = try Self.targets(categories, names, weights: set.table.rows.map { Float($0.weight) }, folds)
    let count = StructuralFeatures.count
    let form = set.features.structural
    let scaling = FeatureScaling(fitting: form.flatMap { $0 }, count: count)
    // Numbers of meaning have a mean square of 1, as those of form have.
    let squares = set.features.semantic.joined().reduce(0.0) { $0 + Double($1) * Double($1) }
    let numbers = Double(targets.rows * tokens.dimension)
    let scale = squares > 0 ? Float((numbers / squares).squareRoot()) : 1
    var design = Matrix(rows: targets.rows, columns: count + tokens.dimension)
    for row in 0..<design.rows {
      for (j, value) in form[row].enumerated() { design[row, j] = scaling.scaled(value, j) }
      for (j, value) in set.features.semantic[row].enumerated() { design[row, count + j] = value * scale }
    }
    let solver = try DenseSolver(design: design, threads: threads)
    let path = PenaltyPath(solver: solver, targets: targets, strengths: Self.strengths)
    let best = names.indices.map { path.best(task: $0) }
    solution = solver.solve(
      targets, problems: names.indices.map { Problem(task: $0, penalty: path.penalties[best[$0]][$0]) })
    certificates = path.certificates.flatMap { $0 } + solution.certificates
    shares = Matrix(
      rows: design.rows, columns: names.count,
      values: (0..<design.rows).flatMap { row in
        CategoryHead.shares(best.enumerated().map { path.heldOutScores[$1][row, $0] })
      })
    (self.tokens, self.scaling, self.scale) = (tokens, scaling, scale)
  }

  /// n × K: whether the row is of the kind; weights 0 for rows of none of them.
  private static func targets(
    _ categories: [String?], _ names: [String], weights: [Float], _ folds: [Int]
  ) throws(RegressionError) -> Targets {
    var labels = Matrix(rows: categories.count, columns: names.count)
    var cells = labels
    for (row, category) in categories.enumerated() {
      guard let kind = names.firstIndex(where: { $0 == category }) else { continue }
      labels[row, kind] = 1
      for k in names.indices { cells[row, k] = weights[row] }
    }
    return try Targets(labels: labels, weights: cells, folds: folds)
  }

  /// The block as a router holds it; `weights` are K × M, fused.
  func head(weights: Matrix) -> CategoryHead {
    let (count, kinds) = (scaling.means.count, names.count)
    let coefficients = solution.coefficients.values
    let meaning = Matrix(
      rows: tokens.dimension, columns: kinds, values: coefficients[(count * kinds)...].map { $0 * scale })
    return CategoryHead(
      names: names,
      structural: StructuralHead(
        scaling: scaling, weights: Array(coefficients[..<(count * kinds)]), models: kinds)!,
      semantic: SemanticHead(
        vocabulary: tokens.vocabulary, weights: BLAS.product(tokens.vectors, meaning).values, models: kinds, bits: 16),
      intercepts: solution.intercepts, weights: weights.values, models: weights.columns)!
  }
}
