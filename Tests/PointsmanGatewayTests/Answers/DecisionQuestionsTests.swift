import Pointsman
import PointsmanGateway
import PointsmanSupport
import Testing

@Suite("DecisionQuestions")
struct DecisionQuestionsTests {
  private let labels: DecisionLabels
  private let tiers: DecisionLabels

  init() throws {
    labels = try DecisionLabels(models: ["model-a", "model-b"])
    tiers = try DecisionLabels(
      models: ["model-a", "model-b"],
      labels: [
        "SIMPLE": ["model-a"], "MEDIUM": ["model-a"], "COMPLEX": ["model-b"], "REASONING": ["model-b", "model-a"],
      ])
  }

  @Test("OpenAI's form: a text or items as input, labels in their order")
  func decisions() throws {
    let question =
      #""questions": [{"type": "choice", "name": "model", "choices": [{"value": "model-b", "description": "code"}, {"value": "model-a"}]}]"#
    for input in [
      #""Write a unit test""#,
      #"[{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Write a unit test"}]}]"#,
    ] {
      let read = try DecisionQuestions(
        body("{\"model\": \"my.router\", \"input\": \(input), \(question)}"), form: .decisions, labels: labels)
      #expect(read.prompt.userText == "Write a unit test" && read.model == "my.router")
      #expect(
        read.questions[0].labels.map(\.value.name) == ["model-b", "model-a"] && read.questions[0].models == [0, 1])
    }
  }

  @Test("System One's form: the state is a text, a conversation, or any JSON as text")
  func systemOne() throws {
    let questions = #""questions": {"tier": {"type": "choice", "criteria": {"model-a": "code", "model-b": null}}}"#
    for (state, text) in [
      (#""Write a test""#, "Write a test"),
      (#"{"messages": [{"role": "user", "content": "Write a test"}]}"#, "Write a test"),
      (#"[{"role": "user", "content": "Write a test"}]"#, "Write a test"),
      (#"["first", "second"]"#, #"["first", "second"]"#), (#"{"ticket": 7}"#, #"{"ticket": 7}"#),
    ] {
      let read = try DecisionQuestions(body("{\"state\": \(state), \(questions)}"), form: .systemone, labels: labels)
      #expect(read.prompt.userText == text && read.model == "pointsman")
    }
  }

  @Test("Tiers stand for the configured models; a router's names still do")
  func configured() throws {
    let text =
      #"{"state": "x", "questions": {"tier": {"type": "choice", "criteria": {"SIMPLE": null, "COMPLEX": null, "REASONING": null}}}}"#
    let read = try DecisionQuestions(body(text), form: .systemone, labels: tiers)
    #expect(read.questions[0].labels.map(\.models) == [[0], [1], [0, 1]])
    #expect(fault { try DecisionLabels(models: ["a"], labels: ["X": []]) } != nil)
    #expect(fault { try DecisionLabels(models: ["a"], labels: ["X": ["b"]]) }?.message.contains("\"b\"") == true)
  }

  @Test(
    "A question that a router cannot answer is refused, with what can be asked",
    arguments: [
      (#"{"type": "noul", "instructions": "Is it code?"}"#, "questions.q.type"),
      (#"{"type": "score", "criteria": ["easy", "hard"]}"#, "questions.q.type"),
      (#"{"type": "choice", "criteria": {"unknown-model": null, "model-a": null}}"#, "questions.q.criteria"),
      (#"{"type": "choice", "criteria": {}}"#, "questions.q.criteria"),
      (#"{"type": "choice", "criteria": {"model-a": 3}}"#, "questions.q.criteria.model-a"),
      (#"{"type": "choice"}"#, "questions.q.criteria"), (#"{}"#, "questions.q.type"), ("3", "questions.q"),
    ])
  func refused(question: String, member: String) {
    let error = fault {
      try DecisionQuestions(
        body("{\"state\": \"x\", \"questions\": {\"q\": \(question)}}"), form: .systemone, labels: labels)
    }
    #expect(error?.member == member && error?.message.contains("model-a, model-b") == true)
    #expect(error?.status(for: .systemone) == 422)
  }

  @Test(
    "Faults of OpenAI's form name their member",
    arguments: [
      (#"[]"#, "questions"), (#"{}"#, "questions"),
      (#"[{"type": "predicate"}]"#, "questions[0].type"),
      (#"[{"type": "choice", "choices": [{"value": "model-a"}]}]"#, "questions[0].choices"),
      (#"[{"type": "choice", "choices": [{"value": "model-a"}, {"value": "model-a"}]}]"#, "questions[0].choices"),
      (#"[{"type": "choice", "choices": [{"value": true}, {"value": false}]}]"#, "questions[0].choices"),
      (#"[{"type": "choice", "choices": [{"value": 1}, {"value": 2}]}]"#, "questions[0].choices[0].value"),
    ])
  func faults(questions: String, member: String) {
    let error = fault {
      try DecisionQuestions(body("{\"input\": \"x\", \"questions\": \(questions)}"), form: .decisions, labels: labels)
    }
    #expect(error?.member == member, "\(error?.message ?? "none")")
  }

  @Test("From 1 to 128 questions are read, of different names")
  func counts() throws {
    func text(_ count: Int, name: (Int) -> String) -> [UInt8] {
      let list = (0..<count).map {
        "{\"type\":\"choice\",\"name\":\"\(name($0))\",\"choices\":[{\"value\":\"model-a\"},{\"value\":\"model-b\"}]}"
      }
      return body("{\"input\":\"x\",\"questions\":[\(list.joined(separator: ","))]}")
    }
    #expect(try DecisionQuestions(text(128) { "\($0)" }, form: .decisions, labels: labels).questions.count == 128)
    #expect(fault { try DecisionQuestions(text(129) { "\($0)" }, form: .decisions, labels: labels) } != nil)
    #expect(fault { try DecisionQuestions(text(2) { _ in "same" }, form: .decisions, labels: labels) } != nil)
  }
}
