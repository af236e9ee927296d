/// A dense matrix of Float32 in row-major order: element (i, j) is `values[i * columns + j]`.
public struct Matrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// rows × columns values, row after row.
  public var values: [Float]

  /// A matrix with every element `value`. O(rows · columns).
  public init(rows: Int, columns: Int, repeating value: Float = 0) {
    self.init(rows: rows, columns: columns, values: [Float](repeating: value, count: rows * columns))
  }

  /// A matrix over `values`, which holds rows × columns numbers in row-major order.
  public init(rows: Int, columns: Int, values: [Float]) {
    precondition(rows >= 0 && columns >= 0 && values.count == rows * columns, "a matrix needs rows × columns values")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  @inlinable public subscript(row: Int, column: Int) -> Float {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// Elements (row, column) to (row, column + 7).
  @inlinable public func lanes(row: Int, column: Int) -> Lanes {
    let start = row * columns + column
    precondition(start >= 0 && start + Lanes.scalarCount <= values.count)
    // Safe: the eight numbers lie inside the array.
    return unsafe values.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: start * MemoryLayout<Float>.stride, as: Lanes.self)
    }
  }

  /// Elements (row, columns[lane] + shift), one a lane.
  @inlinable public func gather(row: Int, columns chosen: SIMD8<Int>, shift: Int) -> Lanes {
    let start = row * columns + shift
    var lanes = Lanes()
    for lane in 0..<Lanes.scalarCount { lanes[lane] = values[start + chosen[lane]] }
    return lanes
  }

  /// Replaces elements (row, column) to (row, column + 7).
  @inlinable public mutating func setLanes(_ lanes: Lanes, row: Int, column: Int) {
    let start = row * columns + column
    precondition(start >= 0 && start + Lanes.scalarCount <= values.count)
    // Safe: as above.
    unsafe values.withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: lanes, toByteOffset: start * MemoryLayout<Float>.stride, as: Lanes.self)
    }
  }
}

extension Matrix {
  /// The transpose, columns × rows. O(rows · columns).
  public var transposed: Matrix {
    var transposed = Matrix(rows: columns, columns: rows)
    for i in 0..<rows { for j in 0..<columns { transposed[j, i] = self[i, j] } }
    return transposed
  }
}
