import Testing

@testable import Pointsman

@Suite("SemanticHead")
struct SemanticHeadTests {
  private let vocabulary = WordPieceVocabulary(lines: Array("[UNK]\nred\ngreen\n##er\n".utf8))!

  @Test("A weight moves by at most one part in 2^24 of the largest of its model, and by what Float rounds")
  func quantization() {
    let weights: [Float] = [0.001, 1, -0.002, 900, 0.0005, -0.3, 0, 25]
    let heads = SemanticHead(vocabulary: vocabulary, weights: weights, models: 2)
    for (k, weight) in weights.enumerated() {
      let largest = k % 2 == 0 ? 0.002 : 900.0
      let stored = Double(heads.rows[k]) * Double(heads.scales[k % 2]) / 256
      // Half a step, and the rounding of the scale and of the quotient, each to 24 bits.
      #expect(abs(stored - Double(weight)) <= largest / Double(1 << 24) + 2 * Double(abs(weight)) / Double(1 << 24))
    }
  }

  @Test("The logit is n^−¾ times the sum of the pieces' weights, and nothing for no piece")
  func logits() {
    let heads = SemanticHead(vocabulary: vocabulary, weights: [1, 10, 2, 20, 4, 40, 8, 80], models: 2)
    var tokenizer = WordPieceTokenizer(vocabulary)
    tokenizer.tokenize("Greener red, red")
    var logits: [Float] = [0.5, 0]
    heads.addLogits(of: tokenizer, to: &logits)
    // green, ##er, red, [UNK] for the comma, red: 4 + 8 + 2 + 1 + 2 over 5^¾.
    let sum = 17 / (5 * 1 / Float(5).squareRoot().squareRoot())
    #expect(abs(logits[0] - 0.5 - sum) < 1e-3 && abs(logits[1] - 10 * sum) < 1e-2)
    tokenizer.tokenize("")
    logits = [1, 2]
    heads.addLogits(of: tokenizer, to: &logits)
    #expect(logits == [1, 2])
  }

  @Test("Rows or scales that do not fit are refused", arguments: [(7, 2, 1), (8, 1, 1), (8, 2, -1), (8, 2, Float.nan)])
  func refused(rows: Int, scales: Int, scale: Float) {
    let heads = SemanticHead(
      vocabulary: vocabulary, models: 2, rows: [Int32](repeating: 1, count: rows),
      scales: [Float](repeating: scale, count: scales))
    #expect(heads == nil)
  }
}
