/// The two inner loops of the sparse solver: a row of X against eight columns of coefficients at once.
///
/// They are the hot path of training, hence the unchecked look-ups: `SparseRows` proves at construction that every
/// index is below `columns`, and each function checks once that the coefficients have that many rows.
extension SparseRows {
  /// x_i · V: for each lane the dot product of row `row` with that lane of `coefficients` (one `Lanes` a column of X).
  @inlinable public func dot(row: Int, _ coefficients: borrowing [Lanes]) -> Lanes {
    precondition(coefficients.count == columns)
    return unsafe indices.withElements { indices in
      unsafe values.withElements { values in
        unsafe coefficients.withUnsafeBufferPointer { coefficients in
          var (even, odd) = (Lanes(), Lanes())
          var k = offsets[row]
          let end = offsets[row + 1]
          // Safe: k stays in the row, and the row's indices are below coefficients.count.
          while k + 1 < end {
            unsafe even += coefficients[Int(indices[k])] * values[k]
            unsafe odd += coefficients[Int(indices[k + 1])] * values[k + 1]
            k += 2
          }
          if k < end { unsafe even += coefficients[Int(indices[k])] * values[k] }
          return even + odd
        }
      }
    }
  }

  /// V += x_iᵀ · amount: adds row `row`, times each lane of `amount`, to the coefficients.
  @inlinable public func accumulate(row: Int, _ amount: Lanes, into coefficients: inout [Lanes]) {
    precondition(coefficients.count == columns)
    unsafe indices.withElements { indices in
      unsafe values.withElements { values in
        unsafe coefficients.withUnsafeMutableBufferPointer { coefficients in
          // Safe: as above.
          for k in offsets[row]..<offsets[row + 1] {
            unsafe coefficients[Int(indices[k])] += amount * values[k]
          }
        }
      }
    }
  }
}
