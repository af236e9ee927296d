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

  /// The same rows with the most frequent column first, so that what nearly every row touches lies side by side, and
  /// for each column where it stood. O(non-zeros + columns · log columns).
  public func orderedByFrequency() -> (rows: SparseRows, order: [Int]) {
    var counts = [Int](repeating: 0, count: columns)
    for index in indices { counts[Int(index)] += 1 }
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    var places = [UInt32](repeating: 0, count: columns)
    for (place, column) in order.enumerated() { places[column] = UInt32(place) }
    let moved = SparseRows(columns: columns, offsets: offsets, indices: indices.map { places[Int($0)] }, values: values)
    return (moved, order)
  }
}
