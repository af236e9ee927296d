import Testing

@testable import PointsmanRegression

@Suite("Strided order")
struct StridedOrderTests {
  @Test("Every row once, whatever the count and the round", arguments: Array(0...40) + [97, 128, 360, 1000, 14_042])
  func onceEach(count: Int) {
    for round in [0, 1, 2, 3, 7, 50, 999] {
      #expect(StridedOrder(count: count, round: round).sorted() == Array(0..<count))
    }
  }

  @Test("Neighbours are not visited one after the other, and rounds differ")
  func mixed() {
    let orders = (0..<5).map { Array(StridedOrder(count: 1000, round: $0)) }
    for order in orders {
      #expect(zip(order, order.dropFirst()).allSatisfy { abs($0 - $1) > 100 })
    }
    #expect(Set(orders).count == 5)
  }
}
