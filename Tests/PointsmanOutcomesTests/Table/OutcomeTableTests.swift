import Pointsman
import PointsmanOutcomes
import Testing

@Suite("OutcomeTable")
struct OutcomeTableTests {
  private let small = table(
    ["x", "y", "z"],
    [
      ["b": Outcome(score: 1, cost: 2), "a": Outcome(score: 0, cost: 1)], ["c": Outcome(score: 0.5, cost: 3)],
      ["a": Outcome(score: 0.25, cost: 4), "b": Outcome(score: 0.75, cost: 5), "c": Outcome(score: 1, cost: 6)],
    ])

  @Test("Models are in alphabetical order, and cells where they belong")
  func cells() {
    #expect(small.models == ["a", "b", "c"])
    #expect((0..<3).map { small.score(row: 1, model: $0) } == [nil, nil, 0.5])
    #expect((0..<3).map { small.cost(row: 2, model: $0) } == [4, 5, 6])
    #expect((0..<3).map { small.isComplete(row: $0) } == [false, false, true])
    #expect(small.hasCosts)
  }

  @Test("Selected rows come in the order asked for, repeats and all, over the same models")
  func selectingRows() {
    let chosen = small.selecting(rows: [2, 0, 2])
    #expect(chosen.models == small.models && chosen.rows.map(\.id) == ["r2", "r0", "r2"])
    #expect((0..<3).map { chosen.score(row: $0, model: 0) } == [0.25, 0, 0.25])
    #expect(small.selecting(rows: []).rows.isEmpty)
  }

  @Test("Selected models keep alphabetical order and their cells")
  func selectingModels() throws {
    let chosen = try small.selecting(models: ["c", "a"])
    #expect(chosen.models == ["a", "c"] && chosen.rows.count == 3)
    #expect((0..<3).map { chosen.score(row: $0, model: 1) } == [nil, 0.5, 1])
  }

  @Test("An unknown model is an error that names those known")
  func unknownModel() {
    #expect(throws: OutcomesError.unknownModel(name: "d", known: ["a", "b", "c"])) {
      try small.selecting(models: ["a", "d"])
    }
  }

  @Test("Rows of other models are not appended")
  func otherModels() throws {
    let (a, b) = (table(["x"], [["a": Outcome(score: 1)]]), table(["y"], [["b": Outcome(score: 1)]]))
    #expect(throws: OutcomesError.otherModels(found: ["b"], expected: ["a"])) { try a.appending(b) }
    #expect(try a.appending(a).rows.count == 2)
  }

  @Test("Each row gets a prompt, and cells are asked for where they are: anything else is a mistake of the program")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = table(["x", "y"]).replacing(prompts: [Prompt("z")]) }
    await #expect(processExitsWith: .failure) { _ = table(["x"]).score(row: 1, model: 0) }
  }
}
