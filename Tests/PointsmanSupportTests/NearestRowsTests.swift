import PointsmanSupport
import Testing

@Suite("NearestRows")
struct NearestRowsTests {
  private func nearest(_ distances: [Float], capacity: Int) -> NearestRows {
    var nearest = NearestRows(capacity: capacity)
    for (row, distance) in distances.enumerated() where distance < nearest.bound { nearest.insert(row, distance) }
    return nearest
  }

  @Test("The rows kept are those that sorting finds, the first of equals", arguments: [0, 1, 2, 7, 50, 200])
  func least(capacity: Int) {
    var generator = SplitMix64(seed: 3)
    for count in [0, 1, 5, 50, 120] {
      let distances = (0..<count).map { _ in Float(generator.next(below: 40)) - 20 }
      let nearest = nearest(distances, capacity: capacity)
      let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
      #expect(nearest.sorted() == Array(order.prefix(capacity)))
      #expect(nearest.rows.sorted() == nearest.sorted().sorted())
    }
  }

  @Test("The bound is the greatest distance kept, and infinite before the heap is full")
  func bound() {
    var nearest = NearestRows(capacity: 3)
    let offers: [(distance: Float, bound: Float)] = [(5, .infinity), (9, .infinity), (7, 9), (8, 8), (1, 7)]
    for (row, (distance, bound)) in offers.enumerated() {
      nearest.insert(row, distance)
      #expect(nearest.bound == bound)
    }
    #expect(nearest.sorted() == [4, 0, 2])
  }

  @Test("A row at the bound, or a capacity below 0, traps")
  func misuse() async {
    await #expect(processExitsWith: .failure) { _ = NearestRows(capacity: -1) }
    await #expect(processExitsWith: .failure) {
      var nearest = NearestRows(capacity: 1)
      nearest.insert(0, 1)
      nearest.insert(1, 1)
    }
  }
}
