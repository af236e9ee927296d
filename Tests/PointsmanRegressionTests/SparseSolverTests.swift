import PointsmanNumerics
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("Sparse rows, read window by window")
struct SparseSweepTests {
  @Test("Every row comes once, in whatever order the panels do", arguments: [0, 1, 3, 4, 5, 31, 32, 33, 100])
  func eachRowOnce(rows: Int) {
    let design = SparseRows(
      columns: 1, offsets: Array(0...rows), indices: SpillableArray([UInt32](repeating: 0, count: rows)),
      values: SpillableArray([Float](repeating: 1, count: rows)), windowPanels: 8)
    var (inOrder, reversed) = ([Int](), [Int]())
    design.sweep { inOrder.append($0) }
    design.sweep(panels: (0..<design.panels).reversed()) { reversed += $0 }
    #expect(inOrder == Array(0..<rows))
    #expect(reversed.sorted() == Array(0..<rows))
    #expect(rows <= 32 || reversed.first! > 3)
  }

  @Test("Rows sorted by subject take hardly more passes than the same rows mixed, though all have much in common")
  func passes() throws {
    let (subjects, rows, width) = (20, 3000, 60)
    var generator = SplitMix64(seed: 7)
    var features: [[Float]] = []
    var labels: [[Float]] = []
    for row in 0..<rows {
      let subject = row * subjects / rows
      // Three columns of every row, two of its subject, four by chance; of length 1.
      var x = [Float](repeating: 0, count: width)
      for j in [0, 1, 2, 3 + 2 * subject, 4 + 2 * subject] { x[j] = 0.35 }
      for _ in 0..<4 { x[43 + Int(generator.next() % 17)] = 0.25 }
      features.append(x)
      labels.append([generator.uniform() < (subject % 2 == 0 ? 0.7 : 0.4) ? 1 : 0])
    }
    let shuffled = features.indices.shuffled(using: &generator)
    let passes = try [Array(features.indices), shuffled].map { order in
      let sample = Sample(
        features: order.map { features[$0] }, labels: order.map { labels[$0] },
        weights: [[Float]](repeating: [1], count: rows))
      let problem = Problem(task: 0, heldOutFold: nil, penalty: 1 / Double(rows))
      let sparse = sample.sparse
      let design = SparseRows(
        columns: sparse.columns, offsets: sparse.offsets, indices: sparse.indices, values: sparse.values,
        windowPanels: 100)
      let solution = try SparseSolver(design: design).solve(try sample.targets(), problems: [problem])
      #expect(solution.certificates[0].converged)
      return solution.certificates[0].iterations
    }
    #expect(passes[0] <= passes[1] + 3)
  }
}

@Suite("Strided order")
struct StridedOrderTests {
  @Test("Every row once, whatever the count and the round", arguments: Array(0...40) + [97, 128, 360, 1000, 14_042])
  func onceEach(count: Int) {
    for round in [0, 1, 2, 3, 7, 50, 999] {
      #expect(StridedOrder(count: count, round: round).sorted() == Array(0..<count))
    }
  }

  @Test("Neighbours are not visited one after the other, and rounds differ")
  func mixed() {
    let orders = (0..<5).map { Array(StridedOrder(count: 1000, round: $0)) }
    for order in orders {
      #expect(zip(order, order.dropFirst()).allSatisfy { abs($0 - $1) > 100 })
    }
    #expect(Set(orders).count == 5)
  }
}
