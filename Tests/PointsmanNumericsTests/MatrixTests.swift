import PointsmanNumerics
import Testing

@Suite("Matrix")
struct MatrixTests {
  private let matrix = Matrix(rows: 3, columns: 11, values: (0..<33).map(Float.init))

  @Test("A matrix is transposed")
  func transposed() {
    let a = Matrix(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6])
    #expect(a.transposed == Matrix(rows: 3, columns: 2, values: [1, 4, 2, 5, 3, 6]))
  }

  @Test("Lanes are eight neighbours of a row, aligned or not, up to the last", arguments: 0..<3, 0..<4)
  func lanes(row: Int, column: Int) {
    let lanes = matrix.lanes(row: row, column: column)
    for lane in 0..<8 { #expect(lanes[lane] == matrix[row, column + lane]) }
  }

  @Test("Setting lanes changes these eight numbers and no other", arguments: 0..<3, 0..<4)
  func setLanes(row: Int, column: Int) {
    var changed = matrix
    changed.setLanes(Lanes(-1, -2, -3, -4, -5, -6, -7, -8), row: row, column: column)
    for i in 0..<3 {
      for j in 0..<11 {
        let lane = j - column
        #expect(changed[i, j] == (i == row && (0..<8).contains(lane) ? Float(-1 - lane) : matrix[i, j]))
      }
    }
  }

  @Test("A matrix of the wrong number of values traps, and so do lanes beyond its end")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 3, values: [1, 2, 3, 4, 5]) }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 1, columns: 9).lanes(row: 0, column: 2) }
  }
}
