import Pointsman
import Testing

@testable import PointsmanOutcomes

@Suite("Outcome: the time to first token, and the speed after it")
struct OutcomeTests {
  private func outcome(_ tokens: Double?, _ latency: Double?, _ first: Double?) -> Outcome {
    var outcome = Outcome(score: 1)
    (outcome.outputTokens, outcome.latency, outcome.firstTokenTime) = (tokens, latency, first)
    return outcome
  }

  @Test("301 tokens in 5 s, with the first after 2 s, are 100 a second")
  func speed() { #expect(outcome(301, 5, 2).outputSpeed == 100) }

  @Test(
    "Without one of the three, and where the first token came last, there is no speed",
    arguments: [
      (nil, 5, 2), (300, nil, 2), (300, 5, nil), (300, 2, 2), (300, 2, 5), (1, 5, 2), (0, 5, 2), (1e15, 1e-3, 0),
    ]
      as [(
        Double?, Double?, Double?
      )])
  func unknown(tokens: Double?, latency: Double?, first: Double?) {
    #expect(outcome(tokens, latency, first).outputSpeed == nil)
  }

  @Test("Characters are no tokens: their number gives no speed")
  func characters() {
    var outcome = outcome(nil, 5, 2)
    outcome.outputCharacters = 1200
    #expect(outcome.estimatedOutputTokens == 300 && outcome.outputSpeed == nil)
  }

  @Test(
    "Every format reads it: lines, long CSV and JSON, and wide CSV",
    arguments: [
      #"{"prompt":"p","outcomes":{"a":{"score":1,"first_token_s":0.25},"b":{"score":0}}}"#,
      "prompt,model,score,first_token_s\np,a,1,0.25\np,b,0,\n",
      #"{"query":"p","model_name":"a","performance":1,"first_token_s":0.25}"# + "\n"
        + #"{"query":"p","model_name":"b","performance":0}"#,
      "prompt,a/score,a/first_token_s,b/score,b/first_token_s\np,1,0.25,0,\n",
      "prompt,a,b,a|first_token_s\np,1,0,0.25\n",
    ])
  func formats(text: String) throws {
    let table = try OutcomeReader().read(bytes: Array(text.utf8)).table
    #expect(table.models == ["a", "b"])
    #expect(table.outcome(row: 0, model: 0)?.firstTokenTime == 0.25)
    #expect(table.outcome(row: 0, model: 1)?.firstTokenTime == nil && table.recordsTimes)
  }

  @Test("A time below 0 is refused, with its place")
  func refused() throws {
    let text = #"{"prompt":"p","outcomes":{"a":{"score":1,"first_token_s":-1}}}"#
    let error = #expect(throws: OutcomesError.self) { try OutcomeReader().read(bytes: Array(text.utf8)) }
    #expect(try #require(error).description.contains("seconds, at least 0"))
  }
}
