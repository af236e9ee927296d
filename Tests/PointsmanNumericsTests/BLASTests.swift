import PointsmanNumerics
import PointsmanSupport
import TestSupport
import Testing

@Suite("BLAS")
struct BLASTests {
  private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix64(seed: seed)
    return Matrix(rows: rows, columns: columns, values: (0..<rows * columns).map { _ in Float(generator.normal()) })
  }

  private func row(_ a: Matrix, _ i: Int) -> [Double] { (0..<a.columns).map { Double(a[i, $0]) } }

  private func column(_ a: Matrix, _ j: Int, of rows: Range<Int>? = nil) -> [Double] {
    (rows ?? 0..<a.rows).map { Double(a[$0, j]) }
  }

  private func expect(_ c: Matrix, is entry: (Int, Int) -> Double) {
    for i in 0..<c.rows { for j in 0..<c.columns { #expect(abs(Double(c[i, j]) - entry(i, j)) < 2e-5) } }
  }

  @Test(
    "Both products are those of plain loops", arguments: [(1, 1, 1), (5, 3, 2), (17, 9, 33), (40, 1, 7), (3, 31, 1)])
  func products(n: Int, d: Int, c: Int) {
    let (a, b, r) = (random(n, d, seed: 71), random(d, c, seed: 72), random(n, c, seed: 73))
    expect(BLAS.product(a, b)) { i, j in dot(row(a, i), column(b, j)) }
    expect(BLAS.product(a, transposingA: true, r)) { i, j in dot(column(a, i), column(r, j)) }
  }

  @Test("A range of rows is multiplied into the first rows alone, and the transposed product adds to what was there")
  func ranges() {
    let (a, b, r) = (random(10, 4, seed: 74), random(4, 3, seed: 75), random(5, 3, seed: 76))
    var c = Matrix(rows: 5, columns: 3, repeating: 7)
    BLAS.multiply(a, rows: 6..<9, b, into: &c)
    expect(c) { i, j in i < 3 ? dot(row(a, 6 + i), column(b, j)) : 7 }
    var g = Matrix(rows: 4, columns: 3, repeating: 2)
    BLAS.accumulateTransposed(a, rows: 2..<7, r, into: &g)
    expect(g) { i, j in 2 + dot(column(a, i, of: 2..<7), column(r, j)) }
  }

  @Test("The Gram matrix of a range of rows adds to the upper half alone", arguments: [(1, 1), (9, 4), (40, 17)])
  func gram(n: Int, d: Int) {
    let a = random(n, d, seed: 77)
    let rows = n / 3..<n
    var g = Matrix(rows: d, columns: d, repeating: 2)
    BLAS.accumulateGram(a, rows: rows, into: &g)
    expect(g) { i, j in i <= j ? 2 + dot(column(a, i, of: rows), column(a, j, of: rows)) : 2 }
    BLAS.accumulateGram(a, rows: 0..<0, into: &g)
    expect(g) { i, j in i <= j ? 2 + dot(column(a, i, of: rows), column(a, j, of: rows)) : 2 }
  }

  @Test("Products without rows, columns or terms are zero and no trouble")
  func empty() {
    #expect(BLAS.product(Matrix(rows: 2, columns: 0), Matrix(rows: 0, columns: 3)) == Matrix(rows: 2, columns: 3))
    #expect(BLAS.product(Matrix(rows: 0, columns: 2), Matrix(rows: 2, columns: 3)).values.isEmpty)
    #expect(BLAS.product(Matrix(rows: 2, columns: 2), Matrix(rows: 2, columns: 0)).values.isEmpty)
  }

  @Test("The self-test finds no fault here, and the kernel has a name")
  func selfTest() {
    #expect(BLASSelfTest.fault == nil)
    #expect(!BLASKernel.name.isEmpty)
  }

  @Test("Factors that do not fit each other trap")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = BLAS.product(Matrix(rows: 2, columns: 3), Matrix(rows: 2, columns: 3))
    }
  }
}
