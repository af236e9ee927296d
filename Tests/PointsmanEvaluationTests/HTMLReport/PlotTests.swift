import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("LabelPlacement")
struct LabelPlacementTests {
  private let frame = LabelPlacement.Box(x: 0, y: 0, width: 400, height: 300)

  @Test("A lone name is to the right of its dot; at the right edge, to the left")
  func alone() {
    let right = LabelPlacement([.init(text: "abc", x: 100, y: 100, radius: 4)], avoiding: [], inside: frame).placed
    #expect(right.count == 1 && right[0].x == 108)
    let left = LabelPlacement([.init(text: "abc", x: 395, y: 100, radius: 4)], avoiding: [], inside: frame).placed
    #expect(left.count == 1 && left[0].x < 391)
  }

  @Test(
    "No two names overlap, however dense the dots; names without room are left out", arguments: 0..<4 as Range<UInt64>)
  func dense(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let labels = zip(generator.uniform(60), generator.uniform(60)).map {
      LabelPlacement.Label(text: "a model", x: 100 * $0, y: 80 * $1, radius: 3)
    }
    let placed = LabelPlacement(labels, avoiding: [], inside: frame).placed
    #expect(!placed.isEmpty && placed.count < labels.count)
    for (index, label) in placed.enumerated() {
      #expect(frame.holds(label.box))
      #expect(!placed[(index + 1)...].contains { label.box.overlaps($0.box) })
      // The box is that of the text: its baseline begins at the left edge, and letters are about half as wide as high.
      #expect(label.box.x == label.x && label.box.y < label.y && label.y <= label.box.y + label.box.height)
      #expect(label.box.width >= Double(label.text.count) * label.box.height / 2)
    }
  }
}
