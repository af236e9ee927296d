import Testing

@testable import PointsmanEvaluation

@Suite("ShownModels")
struct ShownModelsTests {
  @Test("Up to twenty models are shown in their order")
  func few() {
    let shown = ShownModels(scores: (0..<20).map { Double($0) / 20 }, all: false)
    #expect(shown.indices == Array(0..<20) && shown.rest == nil)
  }

  @Test("Of more the twenty best are shown, the best first, and the others counted; all where all are asked for")
  func many() {
    let scores: [Double?] = [nil] + (0..<1_200).map { Double($0 % 100) }
    let shown = ShownModels(scores: scores, all: false)
    #expect(shown.indices.count == 20 && shown.indices.prefix(3) == [100, 200, 300])
    #expect(shown.rest?.contains("1,181 more models") == true)
    #expect(ShownModels(scores: scores, all: true).indices == Array(0...1_200))
  }
}
