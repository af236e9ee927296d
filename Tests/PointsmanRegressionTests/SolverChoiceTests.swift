import Foundation
import PointsmanNumerics
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("Choices: softmax, battles, alternatives that never win")
struct SolverChoiceTests {
  @Test("Battles are exact Newton's", arguments: SolverKind.allCases, [2, 3, 5])
  func battles(kind: SolverKind, players: Int) throws {
    let sample = Sample.battles(players: players, seed: UInt64(players))
    let problems = [0.3, 0.02].map { Problem(heldOutFold: 1, penalty: $0) }
    let solution = try kind.solve(sample, problems)
    for (c, problem) in problems.enumerated() {
      let minimum = NewtonReference(sample, problem).minimum()
      #expect(distance(solution.point(c), minimum) < optimumTolerance)
    }
  }

  @Test("Battles are Bradley and Terry's logistic regression on differences", arguments: SolverKind.allCases)
  func bradleyTerry(kind: SolverKind) throws {
    let (sample, players, penalty) = (Sample.battles(seed: 3), 4, 0.05)
    let width = sample.width
    // Player k's features are in columns k d ..< (k + 1) d, as x for the first and −x for the second of a battle; the
    // intercepts are coefficients of ±1 in four more columns, and free of penalty.
    var (rows, labels, weights) = ([[Double]](), [Double](), [Double]())
    for i in 0..<sample.rows {
      let met = (0..<players).filter { sample.weights[i][$0] > 0 }
      var row = [Double](repeating: 0, count: players * (width + 1))
      for (player, sign) in zip(met, [1.0, -1]) {
        for j in 0..<width { row[player * width + j] = sign * Double(sample.features[i][j]) }
        row[players * width + player] = sign
      }
      rows.append(row)
      labels.append(Double(sample.labels[i][met[0]]))
      weights.append(Double(sample.weights[i][met[0]]))
    }
    let solution = try kind.solve(sample, [Problem(penalty: penalty)])
    let coefficients = (0..<players).flatMap { solution.beta(0, score: $0) }
    let point = coefficients + (0..<players).map { solution.intercept(0, score: $0) }
    // The gradient of that logistic regression vanishes at the softmax's optimum.
    var gradient = coefficients.map { penalty * $0 } + [Double](repeating: 0, count: players)
    let total = weights.reduce(0, +)
    for (row, (y, w)) in zip(rows, zip(labels, weights)) {
      let residual = w / total * (1 / (1 + exp(-dot(row, point))) - y)
      for j in row.indices { gradient[j] += residual * row[j] }
    }
    #expect(gradient.allSatisfy { abs($0) < 1.5e-6 })
  }

  @Test("Two alternatives at a penalty are a logistic regression at half of it", arguments: SolverKind.allCases)
  func twoAlternatives(kind: SolverKind) throws {
    var binary = Sample.random(seed: 61).selecting(outputs: [1])
    let penalty = 0.04
    let logistic = try kind.solve(binary, [Problem(penalty: penalty / 2)])
    binary.loss = .softmax
    binary.labels = binary.labels.map { [$0[0], 1 - $0[0]] }
    binary.weights = binary.weights.map { [$0[0], $0[0]] }
    let softmax = try kind.solve(binary, [Problem(penalty: penalty)])
    let difference = zip(softmax.rawPoint(0).prefix(7), softmax.rawPoint(0).suffix(7)).map { $0 - $1 }
    #expect(distance(difference, logistic.point(0)) < 2 * optimumTolerance)
    #expect(distance(softmax.beta(0, score: 0), softmax.beta(0, score: 1).map { -$0 }) < optimumTolerance)
  }

  @Test("Coefficients of all alternatives add up to 0", arguments: SolverKind.allCases)
  func antisymmetry(kind: SolverKind) throws {
    let solution = try kind.solve(.random(.softmax, seed: 62), [Problem(penalty: 0.05)])
    for j in 0..<6 { #expect(abs((0..<3).reduce(0) { $0 + solution.beta(0, score: $1)[j] }) < 1e-4) }
  }

  @Test("Permuted alternatives have permuted coefficients", arguments: SolverKind.allCases)
  func permutation(kind: SolverKind) throws {
    let (sample, order) = (Sample.random(.softmax, seed: 63), [2, 0, 1])
    let first = try kind.solve(sample, [Problem(penalty: 0.05)])
    let second = try kind.solve(sample.selecting(outputs: order), [Problem(penalty: 0.05)])
    let expected = order.flatMap { Array(first.point(0)[$0 * 7..<($0 + 1) * 7]) }
    #expect(distance(expected, second.point(0)) < optimumTolerance)
  }

  @Test(
    "An alternative that never wins gets its constant, and the others' optimum is that without it",
    arguments: SolverKind.allCases, [true, false])
  func neverWins(kind: SolverKind, isOffered: Bool) throws {
    let without = Sample.random(.softmax, seed: 64)
    var sample = without
    for row in 0..<sample.rows {
      // In between, so that the others' scores are not neighbours.
      sample.labels[row].insert(0, at: 1)
      sample.weights[row].insert(isOffered ? 1.5 : 0, at: 1)
    }
    let problem = Problem(heldOutFold: 1, penalty: 0.05)
    let solution = try kind.solve(sample, [problem])
    let minimum = NewtonReference(without, problem).minimum()
    let others = [0, 2, 3].flatMap { solution.beta(0, score: $0) + [solution.intercept(0, score: $0)] }
    #expect(distance(withCentredIntercepts(others, scores: 3), minimum) < optimumTolerance)
    #expect(solution.beta(0, score: 1) == [0, 0, 0, 0, 0, 0])
    // The constants are the centred ln(wins + ½).
    let kept = sample.selecting((0..<sample.rows).filter { sample.folds[$0] != 1 })
    let wins = (0..<4).map { k in
      zip(kept.labels, kept.weights).reduce(0.5) { $0 + Double($1.0[k] * $1.1[k]) }
    }
    #expect(abs(solution.intercept(0, score: 1) - centred(wins.map { log($0) })[1]) < 1e-5)
  }

  @Test(
    "All wins of one alternative, or none at all, give the constants", arguments: SolverKind.allCases, [true, false])
  func oneWinner(kind: SolverKind, isObserved: Bool) throws {
    var sample = Sample.random(.softmax, seed: 65)
    sample.labels = sample.labels.map { _ in [0, 1, 0] }
    sample.weights = sample.weights.map { _ in isObserved ? [0.5, 0.5, 0.5] : [0, 0, 0] }
    let solution = try kind.solve(sample, [Problem(penalty: 0.05)])
    let expected = centred([log(0.5), log(isObserved ? 24.5 : 0.5), log(0.5)])
    #expect(solution.coefficients.values.allSatisfy { $0 == 0 })
    #expect(distance((0..<3).map { solution.intercept(0, score: $0) }, expected) < 1e-6)
    #expect(solution.certificates == [.constant])
  }

  @Test(
    "A fold without which an alternative never wins leaves its neighbour in the batch alone",
    arguments: SolverKind.allCases)
  func degenerateFold(kind: SolverKind) throws {
    var sample = Sample.random(.softmax, seed: 66)
    for row in 0..<sample.rows where sample.folds[row] != 2 && sample.labels[row][0] > 0 {
      sample.labels[row] = [0, 0.5, 0.5]
      sample.weights[row] = [1, 1, 1]
    }
    let problems = [nil, 2].map { Problem(heldOutFold: $0, penalty: 0.05) }
    let solution = try kind.solve(sample, problems)
    #expect(distance(solution.point(0), NewtonReference(sample, problems[0]).minimum()) < optimumTolerance)
    #expect(solution.beta(1, score: 0) == [0, 0, 0, 0, 0, 0])
    let others = NewtonReference(sample.selecting(outputs: [1, 2]), problems[1]).minimum()
    #expect(
      distance(withCentredIntercepts(Array(solution.rawPoint(1).suffix(14)), scores: 2), others) < optimumTolerance)
  }

  @Test("Separable choices stay finite and are told apart", arguments: SolverKind.allCases, [1e-2, 1e-4, 1e-8])
  func separable(kind: SolverKind, penalty: Double) throws {
    var sample = Sample.random(.softmax, rows: 24, seed: 67)
    for row in 0..<sample.rows {
      for k in 0..<3 { sample.features[row][k] = row % 3 == k ? 1 : 0 }
      sample.labels[row] = (0..<3).map { row % 3 == $0 ? 1 : 0 }
      sample.weights[row] = [1, 1, 1]
    }
    let solver = try kind.solver(sample, tolerance: 1e-5, maximumIterations: kind == .dense ? 100 : 50)
    let solution = solver.solve(try sample.targets(), problems: [Problem(penalty: penalty)])
    #expect(solution.isFinite)
    if penalty > 1e-8 || solution.certificates[0].converged {
      for row in 0..<sample.rows {
        let z = sample.scores(row, solution.rawPoint(0))
        #expect(z[row % 3] == z.max())
      }
    }
    #expect(penalty < 1e-2 || solution.certificates[0].converged)
  }

  @Test("A player who always wins has no finite intercept, and is yet given one", arguments: SolverKind.allCases)
  func alwaysWins(kind: SolverKind) throws {
    var sample = Sample.battles(seed: 68)
    for row in 0..<sample.rows where sample.weights[row][0] > 0 {
      sample.labels[row] = (0..<4).map { $0 == 0 ? 1 : 0 }
    }
    let solver = try kind.solver(sample, tolerance: 1e-3)
    let solution = solver.solve(try sample.targets(), problems: [Problem(penalty: 0.05)])
    #expect(solution.isFinite && solution.certificates[0].converged)
    #expect((1..<4).allSatisfy { solution.intercept(0, score: 0) > solution.intercept(0, score: $0) + 3 })
  }
}
