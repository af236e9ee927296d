import Pointsman
import PointsmanDecisionLog
import PointsmanEndpoints
import Testing

@testable import PointsmanGateway

@Suite("Router and configuration together")
struct GatewaySnapshotTests {
  @Test("pointsman and pointsman/NAME are policies, patterns stand for names, and any other name is a model's")
  func names() throws {
    let router = try FixedRouters.router(policies: ["senior": .mostLikely])
    let snapshot = try FixedRouters.snapshot(
      router, "policy: senior\naliases: {\"claude-*\": pointsman/senior, gpt-4o: coder}")
    #expect(
      snapshot.policy(of: "pointsman") == "senior" && snapshot.policy(of: "pointsman/most-likely") == "most-likely")
    #expect(snapshot.policy(of: "pointsman/none") == nil && snapshot.policy(of: "coder") == nil)
    #expect(snapshot.resolved("claude-opus-5") == "pointsman/senior" && snapshot.resolved("gpt-4o") == "coder")
    #expect(snapshot.resolved("gpt-4o-mini") == "gpt-4o-mini" && snapshot.policyNames == ["most-likely", "senior"])
    #expect(snapshot.loggedRouter.best == 1)
  }

  @Test(
    "What does not go together is refused with the name that is missing",
    arguments: [
      ("policy: junior", "the router has no policy \"junior\"; it has none"),
      ("labels: {SIMPLE: huge}", "label \"SIMPLE\" names \"huge\", and the router's models are"),
      ("aliases: {gpt-4o: huge}", "alias \"gpt-4o\" means \"huge\", which is neither"),
      (
        "keys: [{name: a, env: KEY, policies: [junior]}]",
        "key \"a\" names the policy \"junior\", and the router has no such"
      ),
    ])
  func faults(settings: String, message: String) throws {
    let text = GatewayConfigurationTests.models + "  tiny: {upstream: fake}\n" + settings
    let configuration = try GatewayConfigurationTests.read(text, ["KEY": "k"])
    let router = try FixedRouters.router()
    let fault = #expect(throws: GatewayFault.self) { try GatewaySnapshot(configuration, router: router) }
    #expect(fault?.description.contains(message) ?? false)
  }

  @Test("Each of the router's models needs a line, unless there are no models at all")
  func missingModel() throws {
    let router = try FixedRouters.router()
    let configuration = try GatewayConfigurationTests.read(GatewayConfigurationTests.models)
    let fault = #expect(throws: GatewayFault.self) { try GatewaySnapshot(configuration, router: router) }
    #expect(fault?.description.contains("the router chooses \"tiny\", and \"models\" has no line for it") ?? false)
    #expect(try GatewaySnapshot(GatewayConfiguration(), router: router).endpoints.allSatisfy { $0 == nil })
  }
}
