/// A sparse matrix by rows (CSR): row i holds `values[k]` in column `indices[k]` for k in `offsets[i]..<offsets[i +
/// 1]`.
///
/// Within a row a column stands at most once; the order of the columns is free.
public struct SparseRows: Sendable {
  public let columns: Int
  public let offsets: [Int]
  public let indices: [UInt32]
  public let values: [Float]

  public var rows: Int { offsets.count - 1 }

  /// Takes the three arrays over. Every index must be below `columns`. O(non-zeros).
  public init(columns: Int, offsets: [Int], indices: [UInt32], values: [Float]) {
    precondition(offsets.first == 0 && offsets.last == indices.count && indices.count == values.count)
    precondition(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }, "row offsets must not decrease")
    precondition(indices.allSatisfy { $0 < columns }, "a column index reaches past the last column")
    self.columns = columns
    self.offsets = offsets
    self.indices = indices
    self.values = values
  }

  /// The same numbers as a dense matrix. O(rows · columns).
  public var dense: Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for k in offsets[row]..<offsets[row + 1] { matrix[row, Int(indices[k])] = values[k] }
    }
    return matrix
  }

  /// The same rows with the most frequent column first, each row's columns ascending, and for each column where it
  /// stood.
  ///
  /// What nearly every row touches then lies side by side, and a row walks through memory in one direction. Two sorts
  /// by counting: O(non-zeros + columns · log columns).
  public func orderedByFrequency() -> (rows: SparseRows, order: [Int]) {
    var starts = [Int](repeating: 0, count: columns + 1)
    for index in indices { starts[Int(index) + 1] += 1 }
    let order = (0..<columns).sorted { (starts[$1 + 1], $0) < (starts[$0 + 1], $1) }
    for column in 0..<columns { starts[column + 1] += starts[column] }
    // By column: its rows and values.
    var entries = [(row: UInt32, value: Float)](repeating: (0, 0), count: indices.count)
    var next = starts
    for row in 0..<rows {
      for k in offsets[row]..<offsets[row + 1] {
        let column = Int(indices[k])
        entries[next[column]] = (UInt32(row), values[k])
        next[column] += 1
      }
    }
    var (sortedIndices, sortedValues) = (indices, values)
    next = offsets
    for (place, column) in order.enumerated() {
      for (row, value) in entries[starts[column]..<starts[column + 1]] {
        let k = next[Int(row)]
        (sortedIndices[k], sortedValues[k]) = (UInt32(place), value)
        next[Int(row)] = k + 1
      }
    }
    return (SparseRows(columns: columns, offsets: offsets, indices: sortedIndices, values: sortedValues), order)
  }
}
