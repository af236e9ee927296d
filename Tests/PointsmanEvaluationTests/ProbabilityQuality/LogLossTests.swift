import Testing

@testable import PointsmanEvaluation

@Suite("Log loss")
struct LogLossTests {
  private static let ln2 = 0.693_147_180_559_945_3

  @Test("By hand: a coin flip costs ln 2, a quarter right costs 2 ln 2")
  func byHand() {
    #expect(agree(logLoss(probability: 0.5, label: 1), Self.ln2, within: 1e-15))
    #expect(agree(logLoss(probabilities: [0.5, 0.25], labels: [0, 1]), 1.5 * Self.ln2, within: 1e-15))
    #expect(agree(logLoss(probabilities: [0.5, 0.25], labels: [0, 1], weights: [3, 1]), 1.25 * Self.ln2))
  }

  @Test(
    "Certainty is free when right, infinite when wrong",
    arguments: [(0, 0, 0), (1, 1, 0), (0, 1, Double.infinity), (1, 0, .infinity), (1, 0.5, .infinity)])
  func certainty(probability: Double, label: Double, loss: Double) {
    #expect(logLoss(probability: probability, label: label) == loss)
  }

  @Test("A wrong certainty without weight does no harm, and no weight is no figure")
  func weightless() {
    #expect(agree(logLoss(probabilities: [0, 0.5], labels: [1, 1], weights: [0, 1]), Self.ln2))
    #expect(logLoss(probabilities: [], labels: []) == nil)
  }

  @Test("A soft label is best met by itself", arguments: [0.1, 0.25, 0.5, 0.9])
  func proper(label: Double) {
    let floor = logLoss(probability: label, label: label)
    for step in 1..<40 {
      #expect(logLoss(probability: Double(step) / 40, label: label) >= floor - 1e-15)
    }
  }
}
