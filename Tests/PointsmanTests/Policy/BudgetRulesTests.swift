import Testing

@testable import Pointsman

@Suite("Budgets under rules")
struct BudgetRulesTests {
  private let short = Prompt("any")
  private let long = Prompt(String(repeating: "long ", count: 20))

  private func spent(_ router: Router, _ policy: Policy, _ prompts: [Prompt], budget: Double) throws -> [Decision] {
    let chooser = try BoundPolicy(router, under: policy)
    return try chooser.decisions(try prompts.map { try chooser.route($0) }, budget: budget)
  }

  @Test("Money never buys a model whose context window, or cost, the rules shut out for that prompt")
  func rules() throws {
    var book = PolicyBook()
    book.facts = ["tiny": ModelFacts(contextWindow: 5)]
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], costs: [1, 2, 3], book: book)
    let rich = try spent(router, .mostLikely, [short, long], budget: 100)
    #expect(rich.map(\.model) == ["tiny", "generalist"])
    #expect(rich[1].isPermitted == [true, true, false])
    var bounded = Policy.mostLikely
    bounded.maximumCost = 1.5
    #expect(try spent(router, bounded, [short, long], budget: 100).map(\.model) == ["coder", "coder"])
  }

  @Test("An override keeps its model under a budget, and its cost counts")
  func overrides() throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], costs: [1, 2, 3])
    var policy = Policy.mostLikely
    policy.overrides = [Override(.tag(name: "team", value: "data"), model: "generalist", reason: "their wish")]
    let tagged = Prompt("any", tags: ["team": "data"])
    #expect(try spent(router, policy, [tagged, short], budget: 3.5).map(\.model) == ["generalist", "coder"])
    #expect(throws: RouterError.self) { try spent(router, policy, [tagged, short], budget: 2.5) }
  }

  @Test("A conversation that stays, stays")
  func stays() throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], costs: [1, 2, 3])
    var policy = Policy.mostLikely
    policy.switchingCost = 0.3
    let chooser = try BoundPolicy(router, under: policy)
    let decision = try chooser.route(short, current: "generalist")
    #expect(decision.rule == .stays)
    #expect(try chooser.decisions([decision], budget: 100)[0] == decision)
  }

  @Test("A policy that weighs more than probability, or is guarded, has no budget")
  func refusals() throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], costs: [1, 2, 3], errors: 0.01)
    var guarded = Policy.mostLikely
    guarded.isGuarded = true
    for policy in [guarded, Policy(.quality(0.5)), .willingnessToPay(1)] {
      let error = #expect(throws: RouterError.self) { try spent(router, policy, [short], budget: 100) }
      #expect(try #require(error).description.contains("by probability alone"))
    }
  }

  @Test(
    "An override to a model that the policy does not permit is refused; one that cannot read the prompt is passed over")
  func overridesUnderRules() throws {
    var book = PolicyBook()
    book.facts = ["coder": ModelFacts(contextWindow: 5)]
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], costs: [1, 2, 3], book: book)
    var policy = Policy.mostLikely
    policy.overrides = [Override(.tag(name: "team", value: "data"), model: "coder", reason: "their wish")]
    let tags = ["team": "data"]
    #expect(try router.route(Prompt("any", tags: tags), under: policy).rule == .override)
    let long = try router.route(Prompt(String(repeating: "long ", count: 20), tags: tags), under: policy)
    #expect(long.rule == .objective && long.model == "tiny")
    policy.allowed = ["tiny", "generalist"]
    let fault = try #require(PolicyRouters.fault(router, policy))
    #expect(fault == "an override sends prompts to \"coder\", which the policy does not permit")
  }

  @Test("Input tokens are forecast where training recorded them, and estimated by length elsewhere")
  func inputTokens() throws {
    let usage = PolicyRouters.usage([.inputTokens: [1_000, nil, 3_000], .outputTokens: [10, 10, 10]])
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], usage: usage)
    let price = PriceList.Price(input: 1, output: 2)
    let prices = try PriceList(["coder": price, "generalist": price, "tiny": price])
    let decision = try BoundPolicy(router, under: .mostLikely, prices: prices).route(short)
    // "any" is one token, and ten go out at twice the price.
    for (cost, tokens) in zip(decision.costs, [1_020, 21, 3_020.0]) { #expect(abs(cost! - tokens / 1e6) < 1e-12) }
  }
}
