import Foundation
import PointsmanNumerics
import Testing

@testable import PointsmanEncoder

@Suite("TransformerLayer and its parts")
struct TransformerLayerTests {
  /// Numbers without order in (−3, 3), from a multiplicative congruence.
  private static func made(_ rows: Int, _ columns: Int, seed: Int = 1) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { Float(($0 + seed) * 7919 % 601) / 100 - 3 })
  }

  @Test("GELU is x Φ(x), from −12 to 12, to 5e-7 of the larger of 1 and |x|")
  func gelu() {
    var x = Matrix(rows: 3, columns: 800, values: (0..<2400).map { Float($0) / 100 - 12 })
    let before = x
    FeedForward.activate(&x)
    for (x, y) in zip(before.values, x.values) {
      let exact = Double(x) * 0.5 * erfc(-Double(x) / 2.0.squareRoot())
      #expect(abs(Double(y) - exact) <= 5e-7 * max(1, abs(Double(x))))
    }
  }

  @Test("Softmax of the first numbers of a row, whatever is behind them", arguments: [1, 7, 8, 9, 15, 16])
  func softmax(count: Int) {
    var x = Self.made(5, 16)
    for row in 0..<5 { for column in count..<16 { x[row, column] = row % 2 == 0 ? .infinity : -1e30 } }
    let before = x
    Softmax.apply(to: &x, count: count)
    for row in 0..<5 {
      let powers = (0..<count).map { exp(Double(before[row, $0])) }
      let sum = powers.reduce(0, +)
      for column in 0..<count { #expect(abs(Double(x[row, column]) - powers[column] / sum) < 1e-6) }
    }
  }

  @Test("Softmax stays finite where a score is far above the others")
  func extremeScores() {
    var x = Matrix(rows: 1, columns: 8, values: [1e4, -1e4, 0, 1e4, 0, 0, 0, 0])
    Softmax.apply(to: &x, count: 4)
    #expect(abs(x[0, 0] - 0.5) < 1e-6 && abs(x[0, 3] - 0.5) < 1e-6 && x[0, 1] < 1e-30 && x[0, 2] < 1e-30)
  }

  @Test("Layer normalisation of a sum: mean, deviation, gain and bias, by plain loops in Float64")
  func layerNormalization() throws {
    let (gain, bias) = (Self.made(1, 24, seed: 5).values, Self.made(1, 24, seed: 9).values)
    let normalization = try #require(LayerNormalization(gain: gain, bias: bias))
    let (x, residual) = (Self.made(6, 24), Self.made(6, 24, seed: 40))
    for residual in [nil, residual] {
      var found = x
      normalization.normalize(&found, adding: residual)
      for row in 0..<6 {
        let sums = (0..<24).map { Double(x[row, $0]) + Double(residual?[row, $0] ?? 0) }
        let mean = sums.reduce(0, +) / 24
        let deviation = (sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 24).squareRoot()
        for k in 0..<24 {
          let exact = (sums[k] - mean) / deviation * Double(gain[k]) + Double(bias[k])
          #expect(abs(Double(found[row, k]) - exact) < 1e-5)
        }
      }
    }
    #expect(LayerNormalization(gain: [1, 2, 3], bias: [0, 0, 0]) == nil)
    #expect(LayerNormalization(gain: gain, bias: [1]) == nil)
  }

  @Test("Attention of two heads, by plain loops in Float64")
  func attention() throws {
    let projections = try #require(AffineMap(weights: Self.made(8, 24), bias: Self.made(1, 24, seed: 3).values))
    let output = try #require(AffineMap(weights: Self.made(8, 8, seed: 11), bias: Self.made(1, 8, seed: 7).values))
    let attention = try #require(SelfAttention(projections: projections, output: output, heads: 2))
    var x = Self.made(5, 8, seed: 100)
    // Small inputs, so that no score takes all the weight.
    for k in x.values.indices { x.values[k] *= 0.1 }
    let found = attention(x)
    func projected(_ i: Int, _ column: Int) -> Double {
      (0..<8).reduce(Double(projections.bias[column])) {
        $0 + Double(x[i, $1]) * Double(projections.weights[$1, column])
      }
    }
    for i in 0..<5 {
      var context = [Double](repeating: 0, count: 8)
      for head in 0..<2 {
        let powers = (0..<5).map { j in
          exp((0..<4).reduce(0.0) { $0 + projected(i, head * 4 + $1) * projected(j, 8 + head * 4 + $1) } / 2)
        }
        for k in 0..<4 {
          let weighted = (0..<5).reduce(0.0) { $0 + powers[$1] * projected($1, 16 + head * 4 + k) }
          context[head * 4 + k] = weighted / powers.reduce(0, +)
        }
      }
      for k in 0..<8 {
        let exact = (0..<8).reduce(Double(output.bias[k])) { $0 + context[$1] * Double(output.weights[$1, k]) }
        #expect(abs(Double(found[i, k]) - exact) < 1e-4)
      }
    }
  }

  @Test("Parts whose shapes disagree are refused")
  func shapes() throws {
    #expect(AffineMap(weights: Self.made(8, 8), bias: [0]) == nil)
    let (square, wide) = (
      try #require(AffineMap(weights: Self.made(8, 8), bias: Self.made(1, 8).values)),
      try #require(AffineMap(weights: Self.made(8, 24), bias: Self.made(1, 24).values))
    )
    #expect(SelfAttention(projections: wide, output: square, heads: 3) == nil)
    #expect(SelfAttention(projections: square, output: square, heads: 2) == nil)
    #expect(FeedForward(expansion: wide, contraction: square) == nil)
  }
}
