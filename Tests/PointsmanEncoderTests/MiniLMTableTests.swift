import Foundation
import Pointsman
import PointsmanNumerics
import TestSupport
import Testing

@testable import PointsmanEncoder
@testable import PointsmanSupport

@Suite("The table of all-MiniLM-L6-v2")
struct MiniLMTableTests {
  private static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Models")

  @Test(
    "The table in Models/ is whole: 29,524 pieces, 256 numbers each, under Apache-2.0, in at most 12 MB", .tags(.slow))
  func included() throws {
    let path = Self.models.appending(path: "minilm-tokens.safetensors").path
    let table = try TokenTable(contentsOf: path)
    #expect(table.pieces == 29_524 && table.dimension == 256)
    #expect(table.provenance["license"] == "Apache-2.0")
    #expect(try FileReader.contents(of: path).count <= 12_000_000)
  }

  @Test("Its vectors keep the angles that words of one kind make", .tags(.slow))
  func angles() throws {
    let table = try TokenTable(contentsOf: Self.models.appending(path: "minilm-tokens.safetensors").path)
    var tokenizer = WordPieceTokenizer(table.vocabulary)
    func vector(_ word: String) -> [Float] {
      tokenizer.tokenize(word)
      return table.vector(of: tokenizer.pieces, weight: tokenizer.weight)
    }
    func cosine(_ a: String, _ b: String) -> Float {
      let (a, b) = (vector(a), vector(b))
      func product(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    }
    #expect(cosine("python", "java") > cosine("python", "dinner"))
    #expect(cosine("algebra", "geometry") > cosine("algebra", "railway"))
  }

  @Test("The basis is orthonormal, diagonalises the second moment, largest first, and its signs are fixed")
  func basis() throws {
    // Rows of four numbers without order, from a multiplicative congruence.
    let values = (1...80).map { Float($0 * 7919 % 101) / 50 - 1 }
    let x = Matrix(rows: 20, columns: 4, values: values)
    let basis = try #require(TokenTable.principalBasis(of: x, dimension: 3))
    let projected = BLAS.product(x, basis)
    let (identity, moment) = (
      BLAS.product(basis, transposingA: true, basis), BLAS.product(projected, transposingA: true, projected)
    )
    for i in 0..<3 {
      for j in 0..<3 {
        #expect(abs(identity[i, j] - (i == j ? 1 : 0)) < 1e-5)
        if i != j { #expect(abs(moment[i, j]) < 1e-4) }
      }
      if i > 0 { #expect(moment[i, i] < moment[i - 1, i - 1]) }
      let column = (0..<4).map { basis[$0, i] }
      #expect(column.max { abs($0) < abs($1) }! > 0)
    }
  }
}
