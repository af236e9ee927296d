import PointsmanDecisionLog
import PointsmanGateway
import PointsmanSupport
import Testing

@testable import Pointsman

@Suite("RouteRequest and its answer")
struct RouteTests {
  @Test("Policy, current model and tags are read beside the prompt")
  func request() throws {
    let request = try RouteRequest(
      body(#"{"prompt": "Write a test", "policy": "batch", "current": "small", "tags": {"language": "swift"}}"#))
    #expect(request.prompt.userText == "Write a test" && request.prompt.tags == ["language": "swift"])
    #expect(request.policy == "batch" && request.current == "small")
    let plain = try RouteRequest(body(#"{"messages": [{"role": "user", "content": "Hi there"}], "policy": null}"#))
    #expect(plain.prompt.userText == "Hi there" && plain.policy == nil)
  }

  @Test(
    "A fault names its place",
    arguments: [
      ("", "byte 0"), ("[]", "byte 0"), (#"{"prompt": "a", "policy": 3}"#, "\"policy\", a string"),
      (#"{"prompt": "a", "policy": ""}"#, "an empty string"), (#"{"prompt": "a", "prompt": "b"}"#, "again"),
      (#"{"prompt": "a", "tags": {"a": 1}}"#, "tag \"a\""), (#"{"prompt": "a"} x"#, "nothing more"),
    ])
  func faults(text: String, part: String) {
    let error = fault { try RouteRequest(body(text)) }
    #expect(error?.kind == .invalidRequest && error?.message.contains(part) == true, "\(error?.message ?? "none")")
  }

  @Test("explain is a number from 1 to 100")
  func explain() throws {
    #expect(try RouteRequest.explained(in: "a=b&explain=6") == 6)
    #expect(try RouteRequest.explained(in: "") == 0)
    for query in ["explain", "explain=", "explain=0", "explain=101", "explain=-1", "explain=x"] {
      #expect(fault { try RouteRequest.explained(in: query[...]) }?.member == "explain")
    }
  }

  @Test("The answer has the members of route --json, and the same figures")
  func answer() throws {
    let router = try Routings.router.get()
    let prompt = Prompt("Write a unit test for the date parser")
    let decision = try router.route(prompt)
    let routing = try Routings.routing(decision)
    let answer = try json(routing.routeAnswer(upstreams: ["openai", nil]))
    let printed = decision.json(id: routing.id.description, router: router)
    for member in [
      "id", "probabilities", "calibration_errors", "costs", "margin", "margin_error", "rule", "reason", "router",
    ] {
      #expect(answer[member] == printed[member], "\(member)")
    }
    #expect(answer["object"]?.string == "routing.decision" && answer["model"]?.string == decision.model)
    #expect(answer["propensity"]?.double == 0.98 && answer["fallbacks"]?.array?.count == router.models.count - 1)
    #expect(answer["contributions"] == nil)
  }

  @Test("Contributions are listed on demand, largest first, as many as asked for")
  func explanation() throws {
    let router = try Routings.router.get()
    let prompt = Prompt("Write a unit test for the date parser")
    let routing = try Routings.routing(try router.route(prompt))
    let answer = try json(routing.routeAnswer(explanation: try router.explanation(for: prompt), most: 3))
    let differences = answer["contributions"]?.array?.compactMap { $0["difference"]?.double } ?? []
    #expect(differences.count == 3)
    #expect(differences.map(abs) == differences.map(abs).sorted(by: >))
    #expect(answer["against"]?.string != answer["model"]?.string)
  }

  @Test("Hostile names and reasons stay within their strings")
  func hostile() throws {
    let names = ["</script>\"", "b\\\n"]
    let answer = try json(try Routings.routing(Routings.decision(names, [0.6, 0.4], reason: "\"}")).routeAnswer())
    #expect(answer["model"]?.string == names[0] && answer["fallbacks"]?.array?.first?.string == names[1])
    #expect(answer["reason"]?.string == "\"}")
  }
}
