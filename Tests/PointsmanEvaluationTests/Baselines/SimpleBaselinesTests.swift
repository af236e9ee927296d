import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation

@Suite("Category baseline")
struct CategoryBaselineTests {
  @Test(
    "By hand: the best model of the category on the other folds; of equals the first; a new category takes the overall best"
  )
  func byHand() {
    let table = outcomes(
      [[1, 0], [0, 1], [0, 1], [1, 0], [0, 1], [1, 0.5], [1, 0]],
      categories: ["x", "x", "x", "y", "y", "z", nil])
    // Fold 0 holds rows 0, 3, 5, 6 out; fold 1 rows 1, 2, 4.
    // x without fold 0: rows 1, 2 → b. x without fold 1: row 0 → a. y without 0: row 4 → b; without 1: row 3 → a.
    // z and none are in fold 0 alone: all rows of fold 1 → b.
    #expect(categoryChoices(BaselineTrainingRows(table, folds: [0, 1, 1, 0, 1, 0, 0])) == [1, 0, 0, 1, 0, 1, 1])
    let even = outcomes([[1, 0], [0, 1], [0, 0], [0, 0]], categories: ["x", "x", "x", "y"])
    #expect(categoryChoices(BaselineTrainingRows(even, folds: [1, 1, 0, 0])) == [0, 0, 0, 0])
  }

  @Test("Missing cells count for nothing")
  func missing() {
    let table = outcomes([[nil, 0.5], [0.25, nil], [nil, 0], [1, 1]], categories: ["x", "x", "x", "y"])
    // Of x on the other fold: a 0.25 of one, b 0.25 of two; equal, so the first.
    #expect(categoryChoices(BaselineTrainingRows(table, folds: [0, 0, 0, 1]))?[3] == 0)
    #expect(categoryChoices(BaselineTrainingRows(table, folds: [1, 1, 1, 0]))?[0] == 0)
    let other = outcomes([[nil, 0.75], [0.25, nil], [1, 1], [0, 0]], categories: ["x", "x", "x", "y"])
    #expect(categoryChoices(BaselineTrainingRows(other, folds: [0, 0, 1, 1]))?[2] == 1)
  }

  @Test("With one category, or none, there is no such baseline")
  func oneCategory() {
    #expect(
      categoryChoices(BaselineTrainingRows(outcomes([[1, 0], [0, 1]], categories: ["x", "x"]), folds: [0, 1])) == nil)
    #expect(categoryChoices(BaselineTrainingRows(outcomes([[1, 0], [0, 1]]), folds: [0, 1])) == nil)
  }
}
