import PointsmanNumerics
import PointsmanSupport
import TestSupport
import Testing

@Suite("Symmetric eigenproblem")
struct SymmetricEigenTests {
  @Test("V diag(values) Vᵀ is the matrix, VᵀV is the identity, values ascend", arguments: [1, 2, 7, 30])
  func reconstruction(d: Int) throws {
    var generator = SplitMix64(seed: 81)
    var a = Matrix(rows: d, columns: d)
    for i in 0..<d {
      for j in 0...i {
        a[i, j] = Float(generator.normal())
        a[j, i] = a[i, j]
      }
    }
    let eigen = try #require(SymmetricEigen(a))
    #expect(eigen.values.count == d && eigen.values == eigen.values.sorted())
    let values = eigen.values.map(Double.init)
    let rows = (0..<d).map { i in (0..<d).map { Double(eigen.vectors[i, $0]) } }
    let columns = (0..<d).map { j in rows.map { $0[j] } }
    for i in 0..<d {
      let scaled = zip(rows[i], values).map { $0 * $1 }
      for j in 0..<d {
        #expect(abs(dot(scaled, rows[j]) - Double(a[i, j])) < 2e-5)
        #expect(abs(dot(columns[i], columns[j]) - (i == j ? 1 : 0)) < 1e-5)
      }
    }
  }

  @Test("By hand: [[2, 1], [1, 2]] has the values 1 and 3; an empty matrix has none")
  func byHand() throws {
    let eigen = try #require(SymmetricEigen(Matrix(rows: 2, columns: 2, values: [2, 1, 1, 2])))
    #expect(abs(eigen.values[0] - 1) < 1e-6 && abs(eigen.values[1] - 3) < 1e-6)
    #expect(SymmetricEigen(Matrix(rows: 0, columns: 0))?.values == [])
  }
}
