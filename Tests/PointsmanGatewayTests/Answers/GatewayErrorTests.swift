import PointsmanGateway
import PointsmanSupport
import Testing

@Suite("GatewayError")
struct GatewayErrorTests {
  private let error = GatewayError(.notFound, "there is no model \"x\"", code: "model_not_found", member: "model")

  @Test("OpenAI's body has message, type, param and code")
  func openai() throws {
    let inner = try json(error.body(in: .openai))["error"]
    #expect(inner?["message"]?.string == error.message && inner?["type"]?.string == "not_found_error")
    #expect(inner?["param"]?.string == "model" && inner?["code"]?.string == "model_not_found")
  }

  @Test("Anthropic's body has the type twice, and the request's id")
  func anthropic() throws {
    let body = try json(error.body(in: .anthropic, requestID: "req_1"))
    #expect(body["type"]?.string == "error" && body["request_id"]?.string == "req_1")
    #expect(body["error"]?["type"]?.string == "not_found_error" && body["error"]?["param"] == nil)
  }

  @Test("Statuses are those by which SDKs choose their classes")
  func statuses() {
    let bad = GatewayError(.invalidRequest, "bad")
    #expect(bad.status(for: .openai) == 400 && bad.status(for: .systemone) == 422 && bad.status(for: .decisions) == 400)
    let busy = GatewayError(.overloaded, "busy")
    #expect(busy.status(for: .anthropic) == 529 && busy.status(for: .openai) == 503)
  }

  @Test("Every kind is JSON in every shape", arguments: GatewayError.Kind.allCases)
  func shapes(kind: GatewayError.Kind) throws {
    for shape in GatewayError.Shape.allCases {
      let body = try json(GatewayError(kind, "a \"quoted\"\nmessage").body(in: shape))
      #expect(body["error"]?["message"]?.string == "a \"quoted\"\nmessage")
    }
  }
}
