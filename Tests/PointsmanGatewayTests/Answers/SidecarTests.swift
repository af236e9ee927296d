import Pointsman
import PointsmanGateway
import PointsmanSupport
import Testing

@Suite("The sidecar's contract")
struct SidecarTests {
  private let models = ["small", "large"]

  private func request(_ change: (String) -> String = { $0 }) throws -> SidecarRequest {
    let text =
      #"{"schema_version": "policy_router_v1", "route_id": "r1", "execution_mode": "shadow", "prompt_text": "hello", "conversation_messages": [{"role": "user", "text": "latest hello"}], "previous_served_model": "large", "candidates": [{"roster_id": "vendor/small", "provider": "vendor", "capabilities": {}}, {"roster_id": "large"}]}"#
    return try SidecarRequest(body(change(text)), models: models, roster: ["vendor/small": "small"])
  }

  @Test("A request's candidates are models by name or by the roster's map")
  func reading() throws {
    let request = try request()
    #expect(request.isShadow && request.models == [0, 1] && request.current == 1)
    #expect(request.prompt.userText == "latest hello" && request.routeID == "r1")
  }

  @Test("The answer names the caller's id and the router's digest")
  func answer() throws {
    let routing = try Routings.routing(Routings.decision(models, [0.7, 0.6]))
    let answer = try json(SidecarAnswer.route(try request(), routing))
    #expect(answer["selected_roster_id"]?.string == "vendor/small" && answer["selected_provider"]?.string == "vendor")
    #expect(answer["route_id"]?.string == "r1" && answer["propensity"]?.double == 0.98)
    #expect(answer["policy_artifact_sha256"]?.string?.utf8.count == 64)
    #expect(answer["candidate_scores"]?["large"]?.double == 0.6)
    #expect(try json(SidecarAnswer.capabilities)["supports_shadow"] == .bool(true))
  }

  @Test("An unknown roster id is a 503, and nothing is chosen in its place")
  func unknownID() {
    let error = fault { try request { $0.replacing("\"large\"}]", with: "\"huge\"}]") } }
    #expect(error?.status(for: .openai) == 503 && error?.code == "unknown_roster_id")
  }

  @Test(
    "Faults name the member",
    arguments: [
      ("policy_router_v1", "policy_router_v3", "schema_version"), ("\"r1\"", "7", "route_id"),
      ("shadow", "dry", "execution_mode"), ("\"text\": \"latest hello\"", "\"x\": 1", "conversation_messages[0]"),
      ("vendor/small", "large", "candidates[1].roster_id"),
    ])
  func faults(old: String, new: String, member: String) {
    #expect(fault { try request { $0.replacing(old, with: new) } }?.member == member)
  }

  @Test("A report has a score, or a success, or neither")
  func reports() throws {
    #expect(try SidecarReport(body(#"{"route_id": "r", "score": 0.5, "other": []}"#)).score == 0.5)
    #expect(try SidecarReport(body(#"{"route_id": "r", "success": true}"#)).score == 1)
    #expect(try SidecarReport(body(#"{"route_id": "r"}"#)).score == nil)
    #expect(fault { try SidecarReport(body(#"{"route_id": "r", "score": 2}"#)) }?.member == "score")
  }
}
