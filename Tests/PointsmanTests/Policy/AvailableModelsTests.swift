import Testing

@testable import Pointsman

@Suite("Models that are available")
struct AvailableModelsTests {
  private let prompt = Prompt("any")

  @Test(
    "The ranking is the order of the choices where the models before are not available",
    arguments: [
      Policy.mostLikely, .willingnessToPay(2), Policy(.quality(0.6)), Policy(.quality(0.99)), .threshold(0.2),
      .threshold(0.9),
    ])
  func ranking(policy: Policy) throws {
    let router = try PolicyRouters.fixed(
      [0.5, 0.75, 0.9], costs: [1, 2, 3], pair: RouterManifest.Pair(weak: "coder", strong: "generalist"))
    let rules = try BoundPolicy(router, under: policy)
    let ranking = try rules.route(prompt).ranking
    #expect(ranking.sorted() == [0, 1, 2])
    for count in 1...2 {
      let decision = try rules.route(prompt, among: Set(ranking.suffix(count)))
      #expect(decision.model == router.models[ranking[3 - count]])
      #expect(decision.ranking == ranking.suffix(count))
      #expect(decision.isPermitted.count { $0 } == count)
    }
  }

  @Test("The chosen model comes first, whichever rule chose it")
  func rulesComeFirst() throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], errors: 0.5)
    var policy = Policy.mostLikely
    policy.isGuarded = true
    let decision = try router.route(prompt, under: policy)
    #expect(decision.rule == .guarded && decision.model == "generalist" && decision.ranking == [1, 2, 0])
  }

  @Test("Where the rules permit none of the available models, the error names them")
  func noneAvailable() throws {
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9])
    var policy = Policy.mostLikely
    policy.allowed = ["tiny"]
    let rules = try BoundPolicy(router, under: policy)
    let error = #expect(throws: RouterError.self) { try rules.route(prompt, among: [0, 1]) }
    #expect(error?.description == "the rules permit none of the models that are available, coder, generalist")
    #expect(throws: RouterError.self) { try rules.route(prompt, among: []) }
  }
}
