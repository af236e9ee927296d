import Testing

@testable import PointsmanEvaluation

@Suite("McNemar's exact test")
struct McNemarTests {
  @Test(
    "By hand: twice the binomial tail, at most 1",
    arguments: [(0, 0, 1), (1, 0, 1), (0, 6, 0.03125), (1, 5, 0.21875), (5, 1, 0.21875), (4, 4, 1), (2, 8, 0.109375)])
  func byHand(b: Int, c: Int, p: Double) {
    #expect(mcNemar(b: b, c: c) == p)
  }

  @Test(
    "Large counts neither overflow nor vanish: Python's exact fractions agree",
    arguments: [
      (480, 520, 0.21744829320414094),
      (900, 1100, 8.457089535503927e-06),
      (6900, 7140, 0.04368758508564764),
      (400, 1200, 8.736166340196402e-93),
    ])
  func large(b: Int, c: Int, p: Double) {
    #expect(abs(mcNemar(b: b, c: c) / p - 1) < 1e-12)
  }

  @Test("The further apart, the less likely")
  func monotone() {
    let values = (0...50).map { mcNemar(b: 50 - $0, c: 50 + $0) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(mcNemar(b: 0, c: 100_000) == 0)
  }
}
