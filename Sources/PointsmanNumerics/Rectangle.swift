/// A rectangle within a matrix, that a product reads or writes where it stands.
package struct Rectangle: Equatable {
  package let rows: Range<Int>
  package let columns: Range<Int>

  package init(rows: Range<Int>, columns: Range<Int>) {
    (self.rows, self.columns) = (rows, columns)
  }

  func isInside(_ matrix: Matrix) -> Bool {
    rows.lowerBound >= 0 && rows.upperBound <= matrix.rows && columns.lowerBound >= 0
      && columns.upperBound <= matrix.columns
  }

  /// Where the rectangle's first element stands in the matrix's values.
  func start(in matrix: Matrix) -> Int { rows.lowerBound * matrix.columns + columns.lowerBound }
}
