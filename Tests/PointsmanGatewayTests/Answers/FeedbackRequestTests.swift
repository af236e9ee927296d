import PointsmanGateway
import PointsmanSupport
import Testing

@Suite("FeedbackRequest and the list of models")
struct FeedbackRequestTests {
  @Test("Own names and TensorZero's mean the same; true is 1")
  func names() throws {
    let own = try FeedbackRequest(
      body(#"{"decision_id": "dec_1", "name": "accepted", "score": true, "comment": "ok", "idempotency_key": "k"}"#))
    #expect(own == FeedbackRequest(decisionID: "dec_1", name: "accepted", score: 1, comment: "ok", idempotencyKey: "k"))
    let other = try FeedbackRequest(
      body(#"{"inference_id": "dec_1", "metric_name": "tests", "value": 0.25, "dryrun": null, "tags": {}}"#))
    #expect(other == FeedbackRequest(decisionID: "dec_1", name: "tests", score: 0.25))
    #expect(try FeedbackRequest(body(#"{"decision_id": "dec_1", "score": 0}"#)).name == "score")
  }

  @Test(
    "A fault names its member",
    arguments: [
      (#"{"score": 1}"#, "decision_id"), (#"{"decision_id": "d"}"#, "score"),
      (#"{"decision_id": "d", "score": 1.5}"#, "score"), (#"{"decision_id": "d", "score": "good"}"#, "score"),
      (#"{"decision_id": 7, "score": 1}"#, "decision_id"), (#"{"inference_id": "d", "value": -1}"#, "value"),
      (#"{"decision_id": "d", "inference_id": "d", "score": 1}"#, "inference_id"),
      (#"{"decision_id": "d", "score": 1, "name": ""}"#, "name"),
      (#"{"decision_id": "d", "score": 1, "dryrun": true}"#, "dryrun"),
      (#"{"decision_id": "d", "score": 1, "rating": 5}"#, "rating"),
    ])
  func faults(text: String, member: String) {
    #expect(fault { try FeedbackRequest(body(text)) }?.member == member)
  }

  @Test(
    "Bytes that are no JSON are refused, and so are long texts",
    arguments: ["", "{", "[]", "{\"decision_id\":\"d\",\"score\":1e999}"])
  func noJSON(text: String) {
    #expect(fault { try FeedbackRequest(body(text)) } != nil)
    let long = String(repeating: "x", count: 5000)
    #expect(
      fault { try FeedbackRequest(body("{\"decision_id\":\"d\",\"score\":1,\"comment\":\"\(long)\"}")) }?.member
        == "comment")
  }

  @Test("The list has policies and upstream models once each, and one entry is found by name")
  func models() throws {
    let answer = ModelsAnswer(policies: ["batch"], upstreamModels: ["gpt", "pointsman"], created: 1)
    let list = try json(answer.list)
    #expect(list["data"]?.array?.compactMap { $0["id"]?.string } == ["pointsman", "pointsman/batch", "gpt"])
    #expect(try json(answer.entry("gpt"))["owned_by"]?.string == "pointsman")
    #expect(fault { try answer.entry("none") }?.status(for: .openai) == 404)
  }
}
