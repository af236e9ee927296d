internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// The category block: a dense design of how much a prompt looks like each category of the training data.
///
/// A prompt that is routed names no category, so none is asked of those that are trained on: a row's numbers are
/// guesses of regressions that did not see it, as a new prompt's will be.
struct CategoryFit: FamilyFit {
  let block = Block.category
  let name = "category block"
  let path: PenaltyPath
  var preparation: [Certificate] { guess.certificates }
  private let guess: CategoryClassifierFit
  private let solver: DenseSolver

  /// C from 0.03 to 30 in steps of √10: shares are at most 1 in all.
  private static let strengths = (0..<7).map { 3e-2 * Double.exponential(base: 3.1623, power: $0) }

  init(_ guess: CategoryClassifierFit, _ targets: Targets, threads: Int) throws(RegressionError) {
    self.guess = guess
    solver = try DenseSolver(design: guess.shares, threads: threads)
    path = PenaltyPath(solver: solver, targets: targets, strengths: Self.strengths)
  }

  func solve(_ targets: Targets, _ problems: [Problem]) -> Solution { solver.solve(targets, problems: problems) }

  func place(_ coefficients: Matrix, in assembly: RouterAssembly) {
    assembly.heads.append(guess.head(weights: coefficients))
  }
}
