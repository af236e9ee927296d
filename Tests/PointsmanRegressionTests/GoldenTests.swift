import Foundation
import PointsmanNumerics
import TestSupport
import Testing

@testable import PointsmanRegression

/// Fits of scikit-learn at a tolerance of 1e-12; Golden/make_golden.py makes them.
private struct Golden: Decodable {
  struct Fits: Decodable {
    let rows, features: Int
    let offsets: [Int]
    let indices: [UInt32]
    let values: [Float]
    let labels, weights: [[Float]]
    let strengths: [Double]
    let coefficients: [[Double]]
    let intercepts: [[Double]]
    let objectives: [Double]

    var design: SparseRows { SparseRows(columns: features, offsets: offsets, indices: indices, values: values) }

    func targets(_ loss: Loss) throws -> Targets {
      let (y, w) = (labels.flatMap { $0 }, weights.flatMap { $0 })
      return try Targets(
        loss, labels: Matrix(rows: labels.count, columns: rows, values: y).transposed,
        weights: Matrix(rows: weights.count, columns: rows, values: w).transposed)
    }

    /// Task by task, each at every strength.
    func problems(_ loss: Loss) -> [Problem] {
      // A softmax's one task has the weights that all its alternatives share.
      weights.prefix(loss == .softmax ? 1 : weights.count).enumerated().flatMap { task, w in
        strengths.map { Problem(task: task, penalty: 1 / ($0 * w.reduce(0) { $0 + Double($1) })) }
      }
    }
  }
  let dense, sparse: Fits

  static func load(_ loss: Loss) throws -> Golden {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: folder.appending(path: "Golden/\(loss).json")))
  }
}

@Suite("Golden fits of scikit-learn")
struct GoldenTests {
  private func expect(_ solution: Solution, agreesWith fits: Golden.Fits) {
    #expect(solution.problems.count == fits.objectives.count)
    for c in fits.objectives.indices {
      #expect(solution.certificates[c].converged && solution.certificates[c].gradientNorm <= 1e-6)
      #expect(abs(solution.certificates[c].objective / fits.objectives[c] - 1) < 1e-6)
      // A gradient of 1e-6 against a curvature of at least λ, which is 7e-4 at the weakest penalty.
      let beta = (0..<solution.scores).flatMap { solution.beta(c, score: $0) }
      #expect(distance(beta, fits.coefficients[c]) < 1e-3)
      let intercepts = (0..<solution.scores).map { solution.intercept(c, score: $0) }
      #expect(distance(solution.scores > 1 ? centred(intercepts) : intercepts, fits.intercepts[c]) < 1e-3)
    }
  }

  @Test("Dense: 150 × 12, several kinds of labels at three strengths", arguments: Loss.allCases)
  func dense(loss: Loss) throws {
    let fits = try Golden.load(loss).dense
    let solver = try DenseSolver(design: fits.design.dense, tolerance: 1e-6)
    expect(solver.solve(try fits.targets(loss), problems: fits.problems(loss)), agreesWith: fits)
  }

  @Test("Sparse: 120 × 300, several kinds of labels at three strengths", .tags(.slow), arguments: Loss.allCases)
  func sparse(loss: Loss) throws {
    let fits = try Golden.load(loss).sparse
    let solver = try SparseSolver(design: fits.design, tolerance: 1e-6)
    expect(solver.solve(try fits.targets(loss), problems: fits.problems(loss)), agreesWith: fits)
  }
}
