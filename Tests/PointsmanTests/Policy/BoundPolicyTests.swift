import Testing

@testable import Pointsman

@Suite("BoundPolicy")
struct BoundPolicyTests {
  private let prompt = Prompt("any")
  private let pair = RouterManifest.Pair(weak: "coder", strong: "generalist")

  @Test(
    "The cheapest model that reaches the quality is chosen; where none does, the most likely",
    arguments: [(0.4, "coder"), (0.5, "coder"), (0.6, "generalist"), (0.8, "tiny"), (0.95, "tiny")])
  func quality(quality: Double, expected: String) throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], costs: [1, 2, 3])
    #expect(try router.route(prompt, under: Policy(.quality(quality))).model == expected)
  }

  @Test("Seconds weigh as money does: a slow model must be likelier by what the wait costs")
  func seconds() throws {
    let usage = PolicyRouters.usage([.latency: [2, 10, 2]])
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.4], usage: usage)
    // From 2 s to 10 s for +0.25: worth it where a success is worth more than 32 s.
    #expect(
      try router.route(prompt, under: Policy(.utility(willingnessToPay: nil, willingnessToWait: 31))).model == "coder")
    let decision = try router.route(prompt, under: Policy(.utility(willingnessToPay: nil, willingnessToWait: 33)))
    #expect(decision.model == "generalist" && decision.latencies == [2, 10, 2])
    #expect(decision.reason == "highest probability less time")
  }

  @Test("A change of prices changes the decision, and its forecast of cost, without training")
  func prices() throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.1], usage: PolicyRouters.usage([.outputTokens: [100, 400, 1]]))
    func decision(_ output: Double) throws -> Decision {
      let prices = try PriceList([
        "coder": .init(input: 1, output: 1), "generalist": .init(input: 4, output: output),
        "tiny": .init(input: 0, output: 0),
      ])
      return try BoundPolicy(router, under: .willingnessToPay(0.01), prices: prices).route(prompt)
    }
    // "any" is one token; the generalist's +0.25 is worth 0.0025 USD.
    let cheap = try decision(5)
    #expect(cheap.model == "generalist")
    #expect(abs(cheap.expectedCost! - (4 * 1 + 5 * 400) / 1e6) < 1e-12)
    #expect(try decision(10).model == "coder")
  }

  @Test("A maximum cost shuts more expensive models out, and says so when it shuts out all")
  func maximumCost() throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], costs: [1, 2, 3])
    var policy = Policy.mostLikely
    policy.maximumCost = 2
    #expect(try router.route(prompt, under: policy).model == "generalist")
    policy.maximumCost = 0.5
    let error = #expect(throws: RouterError.self) { try router.route(prompt, under: policy) }
    #expect(error?.description == "no permitted model is forecast to cost at most 0.5 USD; the cheapest would cost 1.0")
  }

  @Test("Allowed models, capabilities and context windows each leave models out")
  func rules() throws {
    var book = PolicyBook()
    book.facts = [
      "coder": ModelFacts(capabilities: ["tools"], contextWindow: 10),
      "generalist": ModelFacts(capabilities: ["vision", "tools"]),
      "tiny": ModelFacts(contextWindow: 1),
    ]
    let router = try PolicyRouters.fixed([0.5, 0.4, 0.9], book: book)
    #expect(try router.route(prompt).model == "tiny")
    #expect(try router.route(Prompt("five bytes or more")).model == "coder")
    #expect(try router.route(Prompt(String(repeating: "long ", count: 20))).model == "generalist")
    var policy = Policy.mostLikely
    policy.allowed = ["coder", "generalist"]
    #expect(try router.route(prompt, under: policy).model == "coder")
    policy.required = ["tools", "vision"]
    #expect(try router.route(prompt, under: policy).model == "generalist")
    policy.required = ["hearing"]
    #expect(PolicyRouters.fault(router, policy) == "it permits none of the router's models")
    policy = .mostLikely
    policy.allowed = ["tiny"]
    #expect(throws: RouterError.self) { try router.route(Prompt("too long for it"), under: policy) }
  }

  @Test("The first override that applies decides: by the prompt's form, or by the caller's tag")
  func overrides() throws {
    let router = try PolicyRouters.fixed([0.5, 0.4, 0.9])
    var policy = Policy.mostLikely
    policy.overrides = [
      Override(.feature(name: "security words", atLeast: 0.69), model: "generalist", reason: "security reviews"),
      Override(.tag(name: "team", value: "data"), model: "coder", reason: "the data team's wish"),
    ]
    let security = try router.route(Prompt("is this vulnerability serious"), under: policy)
    #expect(security.model == "generalist" && security.rule == .override && security.reason == "security reviews")
    #expect(try router.route(Prompt("sort", tags: ["team": "data"]), under: policy).model == "coder")
    #expect(try router.route(Prompt("sort", tags: ["team": "web"]), under: policy).model == "tiny")
  }

  @Test("The guard takes the default where the lead is within its calibration error, and only there")
  func guardByMargin() throws {
    var policy = Policy.mostLikely
    policy.isGuarded = true
    // The error of a difference of two probabilities, each off by 0.06, is 0.085.
    let close = try PolicyRouters.fixed([0.3, 0.45, 0.5], errors: 0.06).route(prompt, under: policy)
    #expect(
      close.model == "generalist" && close.rule == .guarded && close.reason.contains("within its calibration error"))
    let clear = try PolicyRouters.fixed([0.3, 0.4, 0.5], errors: 0.06).route(prompt, under: policy)
    #expect(clear.model == "tiny" && clear.rule == .objective)
    #expect(abs(clear.marginError! - 0.06 * 2.0.squareRoot()) < 1e-12)
    policy.fallback = "coder"
    #expect(try PolicyRouters.fixed([0.3, 0.45, 0.5], errors: 0.06).route(prompt, under: policy).model == "coder")
  }

  @Test("A conversation stays with its model unless a switch gains more than it costs")
  func stickiness() throws {
    let router = try PolicyRouters.fixed([0.4, 0.5, 0.9])
    var policy = Policy.mostLikely
    policy.switchingCost = 0.45
    let chooser = try BoundPolicy(router, under: policy)
    #expect(try chooser.route(prompt, current: "coder").model == "tiny")
    let stays = try chooser.route(prompt, current: "generalist")
    #expect(stays.model == "generalist" && stays.rule == .stays && stays.reason.contains("0.4"))
    #expect(try chooser.route(prompt).model == "tiny")
    #expect(throws: RouterError.self) { try chooser.route(prompt, current: "nobody") }
  }

  @Test("The rules may leave one model of the pair; it is then taken")
  func pairOfOne() throws {
    var policy = Policy.threshold(-1)
    policy.allowed = ["coder"]
    #expect(try PolicyRouters.fixed([0.5, 0.9, 1], pair: pair).route(prompt, under: policy).model == "coder")
  }

  @Test(
    "A policy that does not suit the router is an error that names what is wrong",
    arguments: [
      (Policy(.quality(1.5)), "from 0 to 1"),
      (Policy(.utility(willingnessToPay: 0, willingnessToWait: nil)), "positive"),
      (Policy(.utility(willingnessToPay: nil, willingnessToWait: nil)), "USD, or seconds"),
      (Policy(.utility(willingnessToPay: nil, willingnessToWait: 5)), "without \"latency_s\""),
      (
        Policy(.utility(willingnessToPay: nil, willingnessToWait: nil, willingnessToWaitForFirstToken: 5)),
        "without \"first_token_s\""
      ),
      (.threshold(.nan), "finite"), (.willingnessToPay(1), "weighs cost"),
    ])
  func faults(policy: Policy, message: String) throws {
    let router = try PolicyRouters.fixed([0.2, 0.8], costs: [nil, nil])
    #expect(try #require(PolicyRouters.fault(router, policy)).contains(message))
  }

  @Test("A name that is no model's, or no feature's, is an error that quotes it")
  func names() throws {
    let router = try PolicyRouters.fixed([0.2, 0.8], errors: nil)
    var (allowed, fallback, override, feature, guarded) = (
      Policy.mostLikely, Policy.mostLikely, Policy.mostLikely, Policy.mostLikely, Policy.mostLikely
    )
    allowed.allowed = ["coder", "nobody"]
    fallback.fallback = "nobody"
    override.overrides = [Override(.tag(name: "a", value: "b"), model: "nobody", reason: "")]
    feature.overrides = [Override(.feature(name: "mood", atLeast: 1), model: "coder", reason: "")]
    guarded.isGuarded = true
    for policy in [allowed, fallback, override] {
      #expect(try #require(PolicyRouters.fault(router, policy)).contains("\"nobody\""))
    }
    #expect(try #require(PolicyRouters.fault(router, feature)).contains("\"mood\""))
    #expect(try #require(PolicyRouters.fault(router, guarded)).contains("calibration errors"))
  }

  @Test(
    "A forecast that is no finite number is refused by the policies that weigh it, and by no others",
    arguments: [
      Policy(.utility(willingnessToPay: 1, willingnessToWait: nil)), Policy(.quality(0.3)), Policy(.mostLikely),
    ])
  func infiniteForecast(_ policy: Policy) throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.4], usage: PolicyRouters.usage([.cost: [1, .infinity, 2]]))
    guard policy.objective.weighsCost else {
      #expect(try router.route(Prompt("a"), under: policy).model == "generalist")
      return
    }
    let error = #expect(throws: RouterError.self) { try router.route(Prompt("a"), under: policy) }
    #expect(error?.description.contains("the cost of \"generalist\" is not a finite number") == true)
    var bounded = Policy(.mostLikely)
    bounded.maximumCost = 1
    #expect(throws: RouterError.self) { try router.route(Prompt("a"), under: bounded) }
  }

  @Test(
    "A worth at which costs are beyond any number of successes is refused; no margin is NaN",
    arguments: [Double.leastNonzeroMagnitude, .leastNonzeroMagnitude * 2_000, .leastNormalMagnitude / 1_000])
  func smallestWorth(worth: Double) throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], costs: [1, 2, 3])
    let error = #expect(throws: RouterError.self) { try router.route(prompt, under: .willingnessToPay(worth)) }
    #expect(error?.description.contains("give a larger worth") == true)
    let free = try PolicyRouters.fixed([0.5, 0.75, 0.9], costs: [0, 0, 0])
    #expect(try free.route(prompt, under: .willingnessToPay(worth)).margin.isFinite)
    #expect(try router.route(prompt, under: .willingnessToPay(1e-300)).margin.isFinite)
  }

  @Test("A conversation may be with a model that the policy does not permit, whose cost is not known")
  func currentWithoutCost() throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], costs: [1, nil, 3])
    var policy = Policy.willingnessToPay(10)
    policy.allowed = ["coder", "tiny"]
    #expect(try BoundPolicy(router, under: policy).route(prompt, current: "generalist").model == "tiny")
  }

  @Test("Thousands of models, overrides and allowed names are checked in seconds")
  func manyRules() throws {
    let count = 2_000
    let names = (0..<count).map { "m\(10_000 + $0)" }
    var policy = Policy.mostLikely
    policy.allowed = names
    policy.overrides = names.map { Override(.tag(name: "to", value: $0), model: $0, reason: "asked") }
    var book = PolicyBook()
    book.policies["rules"] = policy
    book.facts = Dictionary(uniqueKeysWithValues: names.map { ($0, ModelFacts(capabilities: ["tools"])) })
    let manifest = SmallRouter.manifest(names.map { SmallRouter.model($0) })
    let time = try ContinuousClock().measure {
      let router = try Router(manifest: manifest, heads: .init(intercepts: names.map { _ in 0 })).withPolicies(book)
      let opened = try Router(bytes: router.fileBytes)
      let chooser = try BoundPolicy(opened, under: policy)
      #expect(try chooser.route(Prompt("any", tags: ["to": names[1_500]])).model == names[1_500])
    }
    #expect(time < .seconds(20))
    policy.overrides[0].model = "nobody"
    let error = #expect(throws: RouterError.self) {
      try BoundPolicy(Router(manifest: manifest, heads: .init(intercepts: names.map { _ in 0 })), under: policy)
    }
    #expect(error?.description.hasSuffix("m10009 and 1990 more") == true)
  }
}
