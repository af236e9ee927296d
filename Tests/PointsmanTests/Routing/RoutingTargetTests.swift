import Pointsman
import Testing

@Suite("RoutingTarget")
struct RoutingTargetTests {
  @Test("Under winner the probabilities are scaled to sum to 1, under success and preference they stay")
  func scaled() {
    #expect(RoutingTarget.winner.normalized([0.25, 0.75, 1]) == [0.125, 0.375, 0.5])
    for target in [RoutingTarget.success, .preference] {
      #expect(target.normalized([0.25, 0.75, 1]) == [0.25, 0.75, 1])
    }
  }

  @Test("Under winner no probability at all means that the models are alike, not NaN")
  func nothing() {
    #expect(RoutingTarget.winner.normalized([0, 0]) == [0.5, 0.5])
  }
}
