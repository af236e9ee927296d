import PointsmanNumerics
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("Dense and sparse are the same problem")
struct SolverAgreementTests {
  @Test("Both solvers agree on random problems", .tags(.slow), arguments: Loss.allCases, 0..<12)
  func agreement(loss: Loss, seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(100 + seed))
    let (rows, width) = (20 + Int(generator.next() % 60), 1 + Int(generator.next() % 12))
    let sample = Sample.random(loss, rows: rows, width: width, seed: generator.next())
    let problems = (0..<3).map { index in
      let penalty = 0.02 * (1 + 50 * generator.uniform())
      return Problem(
        task: Int(generator.next() % UInt64(sample.tasks)), heldOutFold: index == 2 ? nil : index, penalty: penalty)
    }
    let (dense, sparse) = (try SolverKind.dense.solve(sample, problems), try SolverKind.sparse.solve(sample, problems))
    for (c, pair) in zip(dense.certificates, sparse.certificates).enumerated() {
      #expect(distance(dense.point(c), sparse.point(c)) < optimumTolerance)
      #expect(abs(pair.0.objective - pair.1.objective) < 1e-6 * max(1, pair.0.objective))
    }
  }
}
