import PointsmanNumerics
import PointsmanSupport
import TestSupport
import Testing

@Suite("Sparse rows")
struct SparseRowsTests {
  private let sample = RandomRows(rows: 30, width: 11, seed: 61)

  private func lanes(_ count: Int, seed: UInt64) -> [Lanes] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      var value = Lanes()
      for lane in value.indices { value[lane] = Float(generator.normal()) }
      return value
    }
  }

  @Test("Offsets that decrease, and a column beyond the last, trap")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = SparseRows(columns: 2, offsets: [0, 2, 1, 2], indices: [0, 1], values: [1, 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = SparseRows(columns: 2, offsets: [0, 1], indices: [2], values: [1])
    }
  }

  @Test("The dense copy holds the same numbers")
  func dense() {
    #expect(sample.sparse.rows == 30 && sample.sparse.dense == sample.matrix)
  }

  @Test("dot is the plain sum, lane by lane")
  func dotProduct() {
    let (rows, coefficients) = (sample.sparse, lanes(11, seed: 62))
    for row in 0..<30 {
      let found = rows.dot(row: row, coefficients)
      for lane in 0..<8 {
        let sum = dot(sample.features[row].map(Double.init), coefficients.map { Double($0[lane]) })
        #expect(abs(Double(found[lane]) - sum) < 1e-5)
      }
    }
  }

  @Test("accumulate adds the row times the amount, lane by lane, and touches nothing else")
  func accumulate() {
    let (rows, before, amount) = (sample.sparse, lanes(11, seed: 63), lanes(1, seed: 64)[0])
    for row in 0..<30 {
      var after = before
      rows.accumulate(row: row, amount, into: &after)
      for j in 0..<11 {
        let x = sample.features[row][j]
        if x == 0 { #expect(after[j] == before[j]) }
        for lane in 0..<8 {
          let sum = Double(before[j][lane]) + Double(x) * Double(amount[lane])
          #expect(abs(Double(after[j][lane]) - sum) < 1e-5)
        }
      }
    }
  }

  @Test("An empty row is 0 and adds nothing")
  func emptyRow() {
    let rows = SparseRows(columns: 2, offsets: [0, 0, 1], indices: [1], values: [3])
    var coefficients = lanes(2, seed: 65)
    let before = coefficients
    #expect(rows.dot(row: 0, coefficients) == Lanes())
    rows.accumulate(row: 0, Lanes(repeating: 1), into: &coefficients)
    #expect(coefficients == before)
  }

  @Test(
    "Ordered by frequency: the same entries, columns by falling count, each row's ascending", .tags(.slow),
    arguments: [11, 1500],
    [1, 2])
  func ordered(width: Int, threads: Int) {
    // 1500 columns take two digits of the radix sort, 700 rows two parts.
    let rows = RandomRows(rows: width == 11 ? 30 : 700, width: width, seed: 66).sparse
    let (ordered, order) = rows.orderedByFrequency(threads: threads)
    #expect(order.sorted() == Array(0..<width) && ordered.offsets == rows.offsets)
    var counts = [Int](repeating: 0, count: width)
    for index in ordered.indices { counts[Int(index)] += 1 }
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 })
    for row in 0..<rows.rows {
      let range = rows.offsets[row]..<rows.offsets[row + 1]
      let columns = ordered.indices[range]
      #expect(zip(columns, columns.dropFirst()).allSatisfy { $0 < $1 })
      let before = Set(range.map { "\(rows.indices[$0]) \(rows.values[$0])" })
      #expect(before == Set(range.map { "\(order[Int(ordered.indices[$0])]) \(ordered.values[$0])" }))
    }
  }
}

/// Rows in which six features in ten are 0.
private struct RandomRows {
  let features: [[Float]]

  init(rows: Int, width: Int, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    features = (0..<rows).map { _ in
      (0..<width).map { _ in generator.uniform() < 0.4 ? Float(generator.normal() + 0.5) : 0 }
    }
  }

  var matrix: Matrix { Matrix(rows: features.count, columns: features[0].count, values: features.flatMap { $0 }) }

  /// The non-zero features; the rows' columns descend, for their order is free.
  var sparse: SparseRows {
    var (offsets, indices, values) = ([0], [UInt32](), [Float]())
    for row in features {
      for (j, value) in row.enumerated().reversed() where value != 0 {
        indices.append(UInt32(j))
        values.append(value)
      }
      offsets.append(values.count)
    }
    return SparseRows(columns: features[0].count, offsets: offsets, indices: indices, values: values)
  }
}
