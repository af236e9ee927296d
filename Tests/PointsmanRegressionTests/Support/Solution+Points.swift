import PointsmanNumerics

@testable import PointsmanRegression

extension Solution {
  /// K.
  var scores: Int { intercepts.count / problems.count }

  /// β of score `k` of problem `c`.
  func beta(_ c: Int, score k: Int = 0) -> [Double] {
    (0..<coefficients.rows).map { Double(coefficients[$0, c * scores + k]) }
  }

  /// b of score `k` of problem `c`.
  func intercept(_ c: Int, score k: Int = 0) -> Double { Double(intercepts[c * scores + k]) }

  /// β_1, b_1, β_2, b_2 and so on of problem `c`, as they are.
  func rawPoint(_ c: Int) -> [Double] { (0..<scores).flatMap { beta(c, score: $0) + [intercept(c, score: $0)] } }

  /// The same with the intercepts of a softmax centred: what two solutions may be compared by.
  func point(_ c: Int) -> [Double] { withCentredIntercepts(rawPoint(c), scores: scores) }

  /// Every row's scores under problem `c`, X β + b: n K numbers.
  func scores(_ c: Int, of sample: Sample) -> [Double] {
    (0..<sample.rows).flatMap { sample.scores($0, rawPoint(c)) }
  }

  /// True if no number of it is infinite or NaN.
  var isFinite: Bool {
    (coefficients.values + intercepts + heldOutScores.values).allSatisfy(\.isFinite)
      && certificates.allSatisfy { $0.gradientNorm.isFinite && $0.objective.isFinite }
  }
}
