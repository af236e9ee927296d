import PointsmanNumerics
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("Threads and warm starts")
struct SolverRepeatabilityTests {
  private func expectSameBytes(_ first: Solution, _ second: Solution) {
    #expect(first.coefficients.values.map(\.bitPattern) == second.coefficients.values.map(\.bitPattern))
    #expect(first.intercepts.map(\.bitPattern) == second.intercepts.map(\.bitPattern))
    #expect(first.heldOutScores.values.map(\.bitPattern) == second.heldOutScores.values.map(\.bitPattern))
    #expect(first.certificates == second.certificates)
  }

  @Test("Sparse: the same bytes at one and at two threads", arguments: Loss.allCases)
  func sparseThreads(loss: Loss) throws {
    let sample = Sample.random(loss, rows: 24, seed: 41)
    // 20 problems are three groups of lanes, enough for two threads.
    let problems = (0..<20).map {
      Problem(task: $0 % sample.tasks, heldOutFold: $0 % 3, penalty: 0.1 / Double(1 + $0))
    }
    let solutions = try [1, 2].map { threads in
      try kindSolution(.sparse, sample, problems, threads: threads, tolerance: 1e-3)
    }
    expectSameBytes(solutions[0], solutions[1])
  }

  @Test("Dense: the same bytes at one and at two threads", arguments: Loss.allCases)
  func denseThreads(loss: Loss) throws {
    // Rows are shared out in parts of 2048 for gradients, so three of them; the Gram matrix takes parts of 8192.
    let sample = Sample.random(loss, rows: 4200, width: 2, seed: 42)
    let problems = (0..<2).map { Problem(task: $0 % sample.tasks, heldOutFold: $0, penalty: 0.1) }
    let solutions = try [1, 2].map { threads in
      try kindSolution(.dense, sample, problems, threads: threads, tolerance: 1e-6)
    }
    expectSameBytes(solutions[0], solutions[1])
  }

  @Test("Sparse: the same bytes from memory and from disk", arguments: Loss.allCases)
  func sparseOnDisk(loss: Loss) throws {
    let sample = Sample.random(loss, rows: 60, seed: 43)
    let rows = sample.sparse
    let problems = (0..<3).map { Problem(task: $0 % sample.tasks, heldOutFold: $0, penalty: 0.05) }
    let solutions = try [Int.max, 0].map { limit in
      let scratch = Scratch(limit: limit)
      let (indices, values) = (try SpillableArrayWriter<UInt32>(scratch), try SpillableArrayWriter<Float>(scratch))
      try indices.append(Array(rows.indices))
      try values.append(Array(rows.values))
      let design = SparseRows(
        columns: rows.columns, offsets: rows.offsets, indices: try indices.finish(), values: try values.finish(),
        windowPanels: 4)
      let onDisk = limit == 0 ? 8 * rows.values.count : 0
      #expect(scratch.bytesWritten == onDisk)
      return try SparseSolver(design: design, threads: 2).solve(try sample.targets(), problems: problems)
    }
    expectSameBytes(solutions[0], solutions[1])
  }

  private func kindSolution(
    _ kind: SolverKind, _ sample: Sample, _ problems: [Problem], threads: Int, tolerance: Double
  ) throws -> Solution {
    let solver = try kind.solver(sample, threads: threads, tolerance: tolerance, maximumIterations: 3)
    return solver.solve(try sample.targets(), problems: problems)
  }

  @Test("The Gram matrix of a design of two parts is the same at one and at two threads")
  func gramThreads() throws {
    var generator = SplitMix64(seed: 45)
    let design = Matrix(rows: 9000, columns: 3, values: (0..<27_000).map { _ in Float(generator.normal()) })
    let spectra = try [1, 2].map { try Spectrum(of: design, threads: $0, clock: StageClock()) }
    #expect(spectra[0].values == spectra[1].values && spectra[0].vectors == spectra[1].vectors)
    #expect(spectra[0].mean == spectra[1].mean)
  }

  @Test(
    "Along a path, up or down, warm starts end where cold ones do", arguments: SolverKind.allCases, Loss.allCases)
  func warmStart(kind: SolverKind, loss: Loss) throws {
    let sample = Sample.random(loss, seed: 43)
    let targets = try sample.targets()
    let solver = try kind.solver(sample)
    for path in [[1, 0.2, 0.05, 0.01], [0.01, 0.2]] {
      var solution: Solution?
      for penalty in path {
        let problems = (0..<sample.tasks).map { Problem(task: $0, heldOutFold: 1, penalty: penalty) }
        let warm = solver.solve(targets, problems: problems, from: solution)
        for (c, problem) in problems.enumerated() {
          #expect(warm.certificates[c].converged)
          #expect(distance(warm.point(c), NewtonReference(sample, problem).minimum()) < optimumTolerance)
        }
        solution = warm
      }
    }
  }

  @Test("A warm start at the optimum is worth its while", arguments: SolverKind.allCases, Loss.allCases)
  func warmStartHelps(kind: SolverKind, loss: Loss) throws {
    let sample = Sample.random(loss, seed: 44)
    let targets = try sample.targets()
    let solver = try kind.solver(sample, tolerance: 1e-5)
    let problems = [Problem(task: sample.tasks - 1, penalty: 0.02)]
    let cold = solver.solve(targets, problems: problems)
    let warm = solver.solve(targets, problems: problems, from: cold)
    #expect(warm.certificates[0].iterations < cold.certificates[0].iterations)
  }
}
