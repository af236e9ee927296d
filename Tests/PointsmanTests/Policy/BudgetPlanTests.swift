import Testing

@testable import Pointsman

@Suite("BudgetPlan")
struct BudgetPlanTests {
  /// n × M seeded probabilities, and costs that rise with the model's number.
  private func problem(_ prompts: Int, seed: UInt64) -> (probabilities: [[Double]], costs: [[Double?]]) {
    let numbers = SmallRouter.numbers(prompts * 6, seed: seed).map { (Double($0) + 1) / 2 }
    let rows = (0..<prompts).map { Array(numbers[$0 * 6..<$0 * 6 + 6]) }
    return (rows.map { Array($0[0..<3]) }, rows.map { row in (3..<6).map { row[$0] * Double($0) } })
  }

  /// Every assignment's cost and value.
  private func all(_ problem: (probabilities: [[Double]], costs: [[Double?]])) -> [(cost: Double, value: Double)] {
    var all = [(cost: 0.0, value: 0.0)]
    for (p, c) in zip(problem.probabilities, problem.costs) {
      all = all.flatMap { sum in (0..<3).map { (sum.cost + c[$0]!, sum.value + p[$0]) } }
    }
    return all
  }

  @Test(
    "No assignment within the budget beats the bound, and none within what the plan spends beats the plan",
    arguments: 1...6 as ClosedRange<UInt64>)
  func optimal(seed: UInt64) throws {
    let problem = problem(6, seed: seed)
    let assignments = all(problem)
    let least = assignments.map(\.cost).min()!
    for budget in [least, least + 1, least + 3, 100] {
      let plan = try #require(BudgetPlan(probabilities: problem.probabilities, costs: problem.costs, budget: budget))
      #expect(plan.cost <= budget)
      let within = assignments.filter { $0.cost <= budget }.map(\.value).max()!
      #expect(within <= plan.bound + 1e-9)
      let spent = assignments.filter { $0.cost <= plan.cost + 1e-12 }.map(\.value).max()!
      #expect(abs(spent - plan.value) < 1e-9)
      let chosen = plan.choices.enumerated().map { (problem.costs[$0][$1]!, problem.probabilities[$0][$1]) }
      #expect(abs(chosen.reduce(0) { $0 + $1.0 } - plan.cost) < 1e-9)
      #expect(abs(chosen.reduce(0) { $0 + $1.1 } - plan.value) < 1e-9)
    }
  }

  @Test("With money enough every prompt gets its most likely model; with too little there is no plan")
  func extremes() throws {
    let problem = problem(20, seed: 9)
    let rich = try #require(BudgetPlan(probabilities: problem.probabilities, costs: problem.costs, budget: 1e6))
    #expect(rich.price == 0 && rich.value == rich.bound)
    #expect(rich.choices == problem.probabilities.map { row in row.firstIndex(of: row.max()!)! })
    let least = problem.costs.reduce(0) { $0 + $1.compactMap(\.self).min()! }
    #expect(BudgetPlan(probabilities: problem.probabilities, costs: problem.costs, budget: least - 1e-9) == nil)
  }

  @Test("A model that is not permitted is never chosen")
  func permitted() throws {
    let plan = try #require(BudgetPlan(probabilities: [[0.1, 0.9]], costs: [[0.5, nil]], budget: 10))
    #expect(plan.choices == [0])
  }

  @Test("A prompt without a permitted model, and costs of other prompts, are a programmer's mistake")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = BudgetPlan(probabilities: [[0.5]], costs: [[nil]], budget: 1) }
    await #expect(processExitsWith: .failure) { _ = BudgetPlan(probabilities: [[0.5]], costs: [], budget: 1) }
  }
}
