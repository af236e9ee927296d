internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression

/// The category block: a dense design of how much a prompt looks like each category of the training data.
///
/// A prompt that is routed names no category, so the rows that are trained on do not use theirs either: a row's features
/// are predictions of regressions that did not see it, as a new prompt's will be.
struct CategoryFit: BlockFit {
  let block = Block.category
  let family: FamilyFit
  var families: [FamilyFit] { [family] }
  var preparation: [Certificate] { classifier.certificates }
  private let classifier: CategoryClassifierFit

  /// C from 0.03 to 30 in steps of √10: shares are at most 1 in all.
  private static let path = inverseRegularizations(from: 3e-2, ratio: 3.1623, count: 7)

  init(_ classifier: CategoryClassifierFit, _ targets: Targets, threads: Int) throws(RegressionError) {
    self.classifier = classifier
    family = FamilyFit(
      "category block", try DenseSolver(design: classifier.shares, threads: threads), targets,
      inverseRegularizations: Self.path)
  }

  func head(_ coefficients: [Matrix]) -> any BlockHead { classifier.head(weights: coefficients[0]) }
}

/// The regressions that predict a prompt's category from its structural features and token vectors, one category
/// against all others.
struct CategoryClassifierFit {
  /// The K categories that have rows enough, in ascending order.
  let names: [String]
  let certificates: [Certificate]
  /// n × K: how much each row looks like each category, by regressions that did not see the row.
  let shares: Matrix
  private let tokens: TokenTable
  private let scaling: FeatureScaling
  private let scale: Float
  private let solution: Solution

  /// C from 0.003 to 3 in steps of √10.
  private static let path = inverseRegularizations(from: 3e-3, ratio: 3.1623, count: 7)

  /// A category needs as many rows as a model does: two a fold. nil when fewer than two have them. Rows of other
  /// categories, and of none, are predicted but not learnt from.
  ///
  /// - Parameter folds: for each row its fold.
  init?(_ prepared: FeaturizedTable, folds: [Int], threads: Int) throws(RegressionError) {
    let categories = prepared.table.rows.map(\.category)
    let needed = 2 * ((folds.max() ?? 0) + 1)
    let counts = categories.reduce(into: [String: Int]()) { counts, name in name.map { counts[$0, default: 0] += 1 } }
    names = counts.filter { $0.value >= needed }.keys.sorted()
    guard names.count > 1, let tokens = prepared.tokens else { return nil }
    let targets = try Self.targets(categories, names, weights: prepared.table.rows.map { Float($0.weight) }, folds)
    let count = StructuralFeatures.count
    let form = prepared.features.structural
    let scaling = FeatureScaling(fitting: form.flatMap { $0 }, count: count)
    // Numbers of token vectors get a mean square of 1, as structural features have.
    let squares = prepared.features.semantic.joined().reduce(0.0) { $0 + Double($1) * Double($1) }
    let numbers = Double(targets.rows * tokens.dimension)
    let scale = squares > 0 ? Float((numbers / squares).squareRoot()) : 1
    var design = Matrix(rows: targets.rows, columns: count + tokens.dimension)
    for row in 0..<design.rows {
      for (j, value) in form[row].enumerated() { design[row, j] = scaling.scaled(value, j) }
      for (j, value) in prepared.features.semantic[row].enumerated() { design[row, count + j] = value * scale }
    }
    let solver = try DenseSolver(design: design, threads: threads)
    let path = PenaltyPath(solver: solver, targets: targets, inverseRegularizations: Self.path)
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

  /// n × K: 1 where the row is of the category; weights 0 for rows of none of them.
  private static func targets(
    _ categories: [String?], _ names: [String], weights: [Float], _ folds: [Int]
  ) throws(RegressionError) -> Targets {
    var labels = Matrix(rows: categories.count, columns: names.count)
    var cells = labels
    for (row, category) in categories.enumerated() {
      guard let column = names.firstIndex(where: { $0 == category }) else { continue }
      labels[row, column] = 1
      for k in names.indices { cells[row, k] = weights[row] }
    }
    return try Targets(labels: labels, weights: cells, folds: folds)
  }

  /// The block of a router; `weights` are K × M, stacked.
  func head(weights: Matrix) -> CategoryHead {
    let (features, categories) = (scaling.means.count, names.count)
    let coefficients = solution.coefficients.values
    let ofVectors = Matrix(
      rows: tokens.dimension, columns: categories, values: coefficients[(features * categories)...].map { $0 * scale })
    return CategoryHead(
      names: names,
      structural: StructuralHead(
        scaling: scaling, weights: Array(coefficients[..<(features * categories)]), models: categories)!,
      semantic: SemanticHead(
        vocabulary: tokens.vocabulary, weights: BLAS.product(tokens.vectors, ofVectors).values, models: categories,
        bits: 16),
      intercepts: solution.intercepts, weights: weights.values, models: weights.columns)!
  }
}
