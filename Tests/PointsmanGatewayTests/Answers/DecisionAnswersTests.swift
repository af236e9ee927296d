import Pointsman
import PointsmanGateway
import PointsmanSupport
import Testing

@Suite("Answers to decision questions")
struct DecisionAnswersTests {
  private let models = ["a", "b", "c"]

  private func questions(_ names: [String], labels: [String: [String]] = [:], state: String = "x") throws
    -> DecisionQuestions
  {
    let criteria = names.map { "\"\($0)\": null" }.joined(separator: ",")
    return try DecisionQuestions(
      body("{\"state\": \"\(state)\", \"questions\": {\"q\": {\"type\": \"choice\", \"criteria\": {\(criteria)}}}}"),
      form: .systemone, labels: try DecisionLabels(models: models, labels: labels))
  }

  private func chances(_ decision: Decision, _ asked: DecisionQuestions, chosen: Int? = nil) throws -> LabelChances {
    let routing = try Routings.routing(decision, chosen: chosen)
    return try #require(LabelChances(of: asked.questions[0], routing, isBlank: asked.prompt.isBlank))
  }

  @Test("A lead of one error has Φ(1); the rest is shared in proportion to the probabilities")
  func lead() throws {
    let asked = try questions(models)
    let found = try chances(Routings.decision(models, [0.6, 0.3, 0.1], margin: 0.1, error: 0.1), asked)
    // Φ(1), from tables.
    #expect(abs(found.probabilities[0] - 0.841344746) < 1e-8)
    #expect(abs(found.probabilities[1] - 3 * found.probabilities[2]) < 1e-12)
    #expect(abs(found.probabilities.reduce(0, +) - 1) < 1e-12)
    let expected = (3 * found.probabilities[0] - 1) / 2
    #expect(abs(found.confidence - expected) < 1e-12)
  }

  @Test("An override is certain, a guard and a blank prompt know nothing")
  func rules() throws {
    let asked = try questions(models)
    #expect(
      try chances(Routings.decision(models, [0.1, 0.3, 0.6], rule: .override), asked).probabilities == [1, 0, 0])
    let guarded = try chances(Routings.decision(models, [0.1, 0.3, 0.6], rule: .guarded), asked)
    #expect(guarded.confidence < 1e-12 && guarded.choice == 0)
    let blank = try chances(Routings.decision(models, [0.1, 0.3, 0.6]), try questions(models, state: " "))
    #expect(blank.confidence < 1e-12)
  }

  @Test(
    "Whatever decided, the sum is 1 and no label has more than the choice",
    arguments: Decision.Rule.allCases, [nil, 0, 0.2] as [Double?])
  func bounds(rule: Decision.Rule, error: Double?) throws {
    let asked = try questions(["LOW", "c", "HIGH", "a"], labels: ["LOW": ["a", "b"], "HIGH": ["b", "c"]])
    for probabilities in [[0, 0, 0], [0.1, 0.9, 0.5], [1, 1, 1], [0.5, 0.2, 0.9]] {
      for chosen in models.indices {
        for margin in [0, 0.01, 0.5] {
          let decision = Routings.decision(
            models, probabilities, choosing: chosen, margin: margin, error: error, rule: rule)
          for other in [chosen, (chosen + 1) % 3] {
            let found = try chances(decision, asked, chosen: other)
            #expect(abs(found.probabilities.reduce(0, +) - 1) < 1e-9)
            #expect(found.probabilities[found.choice] >= (found.probabilities.max() ?? 0) - 1e-12)
            #expect((0...1).contains(found.confidence))
            #expect(asked.questions[0].labels[found.choice].models.contains(other))
          }
        }
      }
    }
  }

  @Test("Of labels that stand for the chosen model the first is the choice; a single label is certain")
  func labels() throws {
    let asked = try questions(
      ["SIMPLE", "MEDIUM", "COMPLEX"], labels: ["SIMPLE": ["a"], "MEDIUM": ["a"], "COMPLEX": ["c"]])
    #expect(try chances(Routings.decision(models, [0.9, 0.1, 0.1]), asked).choice == 0)
    #expect(try chances(Routings.decision(models, [0.9, 0.1, 0.1], choosing: 2), asked).choice == 2)
    let single = try chances(Routings.decision(models, [0.9, 0.1, 0.1], choosing: 1), try questions(["b"]))
    #expect(single.probabilities == [1] && single.confidence == 1)
  }

  @Test("System One's body has the members of the published form")
  func systemOneBody() throws {
    let asked = try questions(models, state: "Write a test")
    let answer = try json(asked.answer([try Routings.routing(Routings.decision(models, [0.6, 0.3, 0.1]))]))
    let found = answer["answers"]?["q"]
    #expect(found?["type"]?.string == "choice" && found?["choice"]?.string == "a")
    #expect(found?["probabilities"]?["c"]?.double != nil && found?["confidence"]?.double != nil)
    #expect(answer["usage"]?["input_tokens"]?.integer == 3 && answer["usage"]?["output_tokens"]?.integer == 0)
  }

  @Test("OpenAI's body lists the probabilities, and booleans stay booleans")
  func decisionsBody() throws {
    let labels = try DecisionLabels(models: models, labels: ["true": ["a"], "false": ["b"]])
    let asked = try DecisionQuestions(
      body(
        #"{"model": "m", "input": "x", "questions": [{"type": "choice", "choices": [{"value": true}, {"value": false}]}]}"#
      ),
      form: .decisions, labels: labels)
    let answer = try json(
      asked.answer([try Routings.routing(Routings.decision(models, [0.6, 0.3, 0.1], choosing: 1))]))
    let found = answer["answers"]?.array?.first
    #expect(found?["choice"] == .bool(false) && found?["name"] == nil && answer["model"]?.string == "m")
    #expect(found?["probabilities"]?.array?.map { $0["value"] } == [.bool(true), .bool(false)])
    #expect(answer["usage"]?["input_tokens_details"]?["cached_tokens"]?.integer == 0)
  }
}
