import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("Policies that weigh and bound times")
struct TimePolicyTests {
  private let prompt = Prompt("any")

  private func first(_ worth: Double) -> Policy {
    Policy(.utility(willingnessToPay: nil, willingnessToWait: nil, willingnessToWaitForFirstToken: worth))
  }

  @Test("A late first token weighs as a late answer does, and the decision states every forecast")
  func firstToken() throws {
    let usage = PolicyRouters.usage([
      .latency: [20, 10, 5], .firstToken: [0.5, 2.5, nil], .outputSpeed: [nil, 80, 90],
    ])
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.4], usage: usage)
    var policy = first(7)
    policy.allowed = ["coder", "generalist"]
    // From 0.5 s to 2.5 s for +0.25: worth it where a success is worth more than 8 s.
    let decision = try router.route(prompt, under: policy)
    #expect(decision.model == "coder" && decision.reason == "highest probability less time to first token")
    #expect(decision.latencies == [20, 10, 5] && decision.firstTokenTimes == [0.5, 2.5, nil])
    #expect(decision.outputSpeeds == [nil, 80, 90])
    #expect(decision.firstTokenTime(of: "generalist") == 2.5 && decision.firstTokenTime(of: "nobody") == nil)
    #expect(decision.outputSpeed(of: "tiny") == 90 && decision.outputSpeed(of: "coder") == nil)
    policy.objective = first(9).objective
    #expect(try router.route(prompt, under: policy).model == "generalist")
    policy.allowed = nil
    #expect(PolicyRouters.fault(router, policy)?.contains("no \"first_token_s\" is known of tiny") == true)
  }

  @Test("What was not recorded is nil for every model, and null in JSON")
  func unknown() throws {
    let decision = try PolicyRouters.fixed([0.5, 0.75, 0.4]).route(prompt)
    #expect(decision.firstTokenTimes == [nil, nil, nil] && decision.outputSpeeds == [nil, nil, nil])
    let json = try decision.json(id: nil, router: PolicyRouters.fixed([0.5, 0.75, 0.4]))
    #expect(json["first_token_times"]?["coder"] == .null && json["output_speeds"]?["tiny"] == .null)
  }

  @Test("A bound on a time shuts slower models out, says so when it shuts out all, and needs forecasts of all")
  func bounds() throws {
    let usage = PolicyRouters.usage([.latency: [2, 10, 5], .firstToken: [1, 0.5, nil]])
    let router = try PolicyRouters.fixed([0.5, 0.75, 0.9], usage: usage)
    var policy = Policy.mostLikely
    policy.maximumLatency = 5
    #expect(try router.route(prompt, under: policy).model == "tiny")
    policy.maximumLatency = 1
    let error = #expect(throws: RouterError.self) { try router.route(prompt, under: policy) }
    #expect(
      error?.description
        == "no permitted model is forecast to have \"latency_s\" of at most 1.0 seconds; the fastest would take 2.0")
    policy = .mostLikely
    policy.maximumFirstToken = 0.75
    #expect(PolicyRouters.fault(router, policy)?.contains("no \"first_token_s\" is known of tiny") == true)
    policy.allowed = ["coder", "generalist"]
    let decision = try router.route(prompt, under: policy)
    #expect(decision.model == "generalist" && decision.isPermitted == [false, true, false])
    for bound in [-1, .nan, .infinity] as [Double] {
      policy.maximumFirstToken = bound
      #expect(PolicyRouters.fault(router, policy)?.contains("at least 0 seconds") == true)
    }
  }

  @Test("A forecast that is no finite number is refused where a time decides, and nowhere else")
  func infiniteForecast() throws {
    let router = try PolicyRouters.fixed(
      [0.5, 0.75, 0.4], usage: PolicyRouters.usage([.firstToken: [1, .infinity, 2], .latency: [1, 1, 1]]))
    #expect(try router.route(prompt).model == "generalist")
    let error = #expect(throws: RouterError.self) { try router.route(prompt, under: first(5)) }
    #expect(error?.description.contains("first_token_s of \"generalist\" is not a finite number") == true)
  }

  @Test("Two hundred random policies choose as a plain loop over the models does")
  func bruteForce() throws {
    var generator = SplitMix64(seed: 23)
    func draw() -> Double { Double(generator.next(below: 1000) + 1) / 1000 }
    var refused = 0
    for _ in 0..<200 {
      let columns = (0..<4).map { _ in (0..<3).map { _ in draw() } }
      let (chances, costs, latencies, firsts) = (columns[0], columns[1], columns[2], columns[3])
      let usage = PolicyRouters.usage([.cost: costs, .latency: latencies, .firstToken: firsts])
      let router = try PolicyRouters.fixed(chances, costs: costs, usage: usage)
      let worths = (0..<3).map { _ in draw() > 0.4 ? 4 * draw() : nil }
      var policy = Policy.mostLikely
      if worths.contains(where: { $0 != nil }) {
        policy.objective = .utility(
          willingnessToPay: worths[0], willingnessToWait: worths[1], willingnessToWaitForFirstToken: worths[2])
      }
      if draw() > 0.5 { policy.maximumLatency = draw() }
      if draw() > 0.5 { policy.maximumFirstToken = draw() }
      var best: (model: Int, utility: Double)?
      for m in 0..<3 {
        if let bound = policy.maximumLatency, latencies[m] > bound { continue }
        if let bound = policy.maximumFirstToken, firsts[m] > bound { continue }
        var utility = chances[m]
        if let worth = worths[0] { utility -= costs[m] / worth }
        if let worth = worths[1] { utility -= latencies[m] / worth }
        if let worth = worths[2] { utility -= firsts[m] / worth }
        if best == nil || utility > best!.utility + 1e-12 { best = (m, utility) }
      }
      guard let best else {
        refused += 1
        #expect(throws: RouterError.self) { try router.route(prompt, under: policy) }
        continue
      }
      #expect(try router.route(prompt, under: policy).model == router.models[best.model])
    }
    #expect(refused > 5 && refused < 150)
  }
}
