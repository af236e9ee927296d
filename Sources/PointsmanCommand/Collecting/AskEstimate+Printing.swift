import PointsmanEvaluation
import PointsmanLabelling
internal import PointsmanSupport

extension AskEstimate {
  /// A line a model, and the sum.
  ///
  /// - Parameter spent: USD so far; nil where no run has begun.
  func print(spent: Double?, json: Bool) {
    guard !json else { return Results.print(self.json(spent: spent ?? 0).text.visibleLines + "\n") }
    var cells = [["model", "requests", "input tokens", "at most, USD", "expected, USD"]]
    for model in models {
      cells.append([
        model.name, grouped(model.requests), "≈ " + significant(model.inputTokens), significant(model.costBound),
        significant(model.expectedCost),
      ])
    }
    for line in aligned(cells) { Results.print(line.visibleLines + "\n") }
    Results.print(
      "\nat most \(significant(costBound)) USD, where every answer has the most tokens that it may have"
        + (spent.map { "; \(significant($0)) USD are spent" } ?? "") + "\n")
  }
}
