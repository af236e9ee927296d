import Foundation
import Testing

@testable import Pointsman

@Suite("LexicalHead")
struct LexicalHeadTests {
  private let specification = LexicalSpecification(bitsPerFamily: 8)!

  @Test("Quantising moves a weight by at most half a step, 1/65,534 of its model's largest")
  func quantisation() {
    let weights = SmallRouter.numbers(512 * 3, seed: 7).enumerated().map { $1 * [0.001, 1, 1000][$0 % 3] }
    let frequencies = SmallRouter.numbers(512, seed: 8).map { 5 + 4 * $0 }
    let heads = LexicalHead(
      specification: specification, inverseDocumentFrequencies: frequencies, weights: weights, models: 3)
    for column in 0..<4 {
      let exact = (0..<512).map { column == 0 ? frequencies[$0] : weights[$0 * 3 + column - 1] }
      let largest = exact.map(abs).max()!
      for bucket in 0..<512 {
        let value = heads.scales[column] * Float(heads.rows[bucket * 4 + column])
        // The last factor leaves room for Float's own rounding.
        #expect(abs(value - exact[bucket]) <= largest / 65_534 * 1.01)
      }
      #expect(heads.rows.indices.contains { $0 % 4 == column && abs(Int(heads.rows[$0])) == 32_767 })
    }
  }

  @Test(
    "Weights of nothing, or too small for a normal scale, stay in range",
    arguments: [0, 1, 35_681, 0x0100_0000] as [UInt32])
  func small(bitPattern: UInt32) {
    let weight = Float(bitPattern: bitPattern)
    let heads = LexicalHead(
      specification: specification, inverseDocumentFrequencies: .init(repeating: 1, count: 512),
      weights: (0..<512).map { $0 % 2 == 0 ? weight : -weight }, models: 1)
    for bucket in 0..<512 { #expect(abs(heads.scales[1] * Float(heads.rows[bucket * 2 + 1])) <= 2 * weight) }
  }

  @Test("The logits are those of a plain sum over the formula, words and characters normalised apart")
  func logits() {
    let heads = SmallRouter.lexical(specification)
    var counter = LexicalCounter(specification)
    counter.count("Fix the off-by-one: the loop `for i in 0...n` runs once too often, and again, and again. 漢字")
    var expected: [Double] = [1, -1, 0.5]
    for family in LexicalFamily.allCases {
      let terms = counter.buckets.indices.filter { specification.range(of: family).contains(Int(counter.buckets[$0])) }
      let x = terms.map { term in
        (1 + log(Double(counter.counts[term]))) * Double(heads.rows[Int(counter.buckets[term]) * 4])
          * Double(heads.scales[0])
      }
      let norm = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for model in 0..<3 {
        for (k, term) in terms.enumerated() {
          let weight = Double(heads.rows[Int(counter.buckets[term]) * 4 + 1 + model]) * Double(heads.scales[1 + model])
          expected[model] += x[k] / norm * weight
        }
      }
    }
    var logits: [Float] = [1, -1, 0.5]
    heads.addLogits(of: counter, to: &logits)
    for model in 0..<3 { #expect(abs(Double(logits[model]) - expected[model]) < 1e-5) }
  }

  @Test("A text without n-grams adds nothing", arguments: ["", " \n"])
  func blank(text: String) {
    var counter = LexicalCounter(specification)
    counter.count(text)
    var logits: [Float] = [1, 2, 3]
    SmallRouter.lexical(specification).addLogits(of: counter, to: &logits)
    #expect(logits == [1, 2, 3])
  }
}
