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
  /// What nearly every row touches then lies side by side, and a row walks through memory in one direction.
  /// O(non-zeros + columns · log columns), the sorting of rows shared among `threads`.
  public func orderedByFrequency(threads: Int = 1) -> (rows: SparseRows, order: [Int]) {
    var counts = [Int](repeating: 0, count: columns)
    for index in indices { counts[Int(index)] += 1 }
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    var places = [UInt32](repeating: 0, count: columns)
    for (place, column) in order.enumerated() { places[column] = UInt32(place) }
    let part = 512
    let parts = concurrentMap(count: (rows + part - 1) / part, threads: threads) { [places] index in
      sortedEntries(index * part..<Swift.min(rows, (index + 1) * part), places)
    }
    var (sortedIndices, sortedValues) = ([UInt32](), [Float]())
    sortedIndices.reserveCapacity(indices.count)
    sortedValues.reserveCapacity(indices.count)
    for part in parts {
      sortedIndices += part.indices
      sortedValues += part.values
    }
    return (SparseRows(columns: columns, offsets: offsets, indices: sortedIndices, values: sortedValues), order)
  }

  /// The entries of some rows, their columns renamed by `places` and sorted row by row: radix sort, nine bits at a time,
  /// the least first.
  private func sortedEntries(_ range: Range<Int>, _ places: [UInt32]) -> (indices: [UInt32], values: [Float]) {
    let (start, end) = (offsets[range.lowerBound], offsets[range.upperBound])
    var (keys, values) = (indices[start..<end].map { places[Int($0)] }, Array(values[start..<end]))
    var (nextKeys, nextValues) = (keys, values)
    var shift: UInt32 = 0
    while columns > 1 << shift {
      for row in range {
        let entries = offsets[row] - start..<offsets[row + 1] - start
        var counts = [Int](repeating: 0, count: 513)
        for k in entries { counts[Int(keys[k] >> shift & 511) + 1] += 1 }
        counts[0] = entries.lowerBound
        for digit in 1..<512 { counts[digit] += counts[digit - 1] }
        for k in entries {
          let digit = Int(keys[k] >> shift & 511)
          (nextKeys[counts[digit]], nextValues[counts[digit]]) = (keys[k], values[k])
          counts[digit] += 1
        }
      }
      swap(&keys, &nextKeys)
      swap(&values, &nextValues)
      shift += 9
    }
    return (keys, values)
  }
}
