import Pointsman
import Testing

@testable import PointsmanOutcomes

@Suite("Doubtful rows: failed requests, one model under several names, contradictions")
struct DataFindingsTests {
  private func read(_ text: String) throws -> OutcomeReader.Result {
    try OutcomeReader().read(bytes: Array(text.utf8))
  }

  @Test(
    "Score 0 with an error or an empty answer is counted by model, in every format",
    arguments: [
      #"{"prompt":"p","outcomes":{"a":{"score":0,"error":"429"},"b":{"score":0,"output_tokens":0}}}"#,
      #"{"prompt":"p","outcomes":{"a":{"error":{"code":429},"score":0},"b":{"score":0,"output_chars":0}}}"#,
      #"{"query":"p","model_name":"a","performance":0,"error":"x"}"# + "\n"
        + #"{"query":"p","model_name":"b","performance":0,"exception":"x"}"#,
      "prompt,model,score,error,output_tokens\np,a,0,timeout,\np,b,0,,0\n",
      "prompt,a,b,a|error,b|output_tokens\np,0,0,429,0\n",
    ])
  func failures(text: String) throws {
    #expect(try read(text).skipped.failedRequests == ["a": 1, "b": 1])
  }

  @Test(
    "A wrong answer is not a failed request",
    arguments: [
      #"{"prompt":"p","outcomes":{"a":{"score":0,"error":null},"b":{"score":1,"error":"late"},"c":{"score":0,"error":""}}}"#,
      #"{"prompt":"p","outcomes":{"a":{"score":0,"output_tokens":3},"b":{"score":null,"error":"x"},"c":{"score":0,"error":false}}}"#,
      "prompt,model,score,error\np,a,0,\np,b,0,nan\np,c,0,False\n",
    ])
  func wrongAnswers(text: String) throws {
    #expect(try read(text).skipped.failedRequests.isEmpty)
  }

  private func table(_ rows: [[String: Double]], prompts: [String]? = nil) throws -> OutcomeTable {
    try OutcomeTable(
      rows.enumerated().map { OutcomeTable.Entry(prompts?[$0] ?? "prompt \($0)", id: "r\($0)", scores: $1) })
  }

  @Test("Names that differ by case, provider, date or latest, and share no prompts, could be one model's")
  func aliases() throws {
    let names = ["GPT-4o", "gpt-4o", "gpt-4o-2024-08-06", "gpt-4o-latest", "openai/gpt-4o"]
    let groups = NameAliases.groups(in: try table(names.map { [$0: 1, "other": 0] }))
    #expect(
      groups.map(\.names) == [names] && groups[0].prompts == 5 && groups[0].sharedPrompts == 0
        && !groups[0].differByCase)
  }

  @Test("A version's point may be a hyphen; other versions are other models")
  func points() throws {
    let names = ["anthropic/claude-3.5-sonnet", "claude-3-5-sonnet-20240620"]
    #expect(NameAliases.groups(in: try table(names.map { [$0: 1] })).map(\.names) == [names])
    let others = ["qwen1.5", "qwen15", "mistral-v0.1", "mistral-v0.2", "claude-3-sonnet"]
    #expect(NameAliases.groups(in: try table(others.map { [$0: 1] })).isEmpty)
  }

  @Test("Versions of one model that were compared are different models; names that differ by case are said")
  func versions() throws {
    let dated = try table((0..<10).map { _ in ["gpt-4-0613": 1, "gpt-4-1106": 0] })
    #expect(NameAliases.groups(in: dated).isEmpty)
    let cased = NameAliases.groups(in: try table((0..<10).map { _ in ["Small": 1, "small": 0, "large": 0] }))
    #expect(cased.map(\.names) == [["Small", "small"]] && cased[0].differByCase && cased[0].sharedPrompts == 10)
    let sizes = try table([["qwen-7b": 1], ["qwen-72b": 1], ["llama-3": 1], ["llama-2": 0]])
    #expect(NameAliases.groups(in: sizes).isEmpty)
  }

  @Test("One prompt with different scores of one model is a contradiction")
  func contradictions() throws {
    let prompts = ["p", "q", "p", "p", "q"]
    let found = Contradictions(
      in: try table([["a": 1], ["a": 1, "b": 0], ["a": 0], ["b": 1], ["a": 1]], prompts: prompts))
    #expect(found.prompts == 1 && found.rows == 3)
    #expect(found.example == .init(earlier: "r0", later: "r2", model: "a", scores: [1, 0]))
    let battles = try read(
      #"{"prompt":"p","battle":{"model_a":"a","model_b":"b","winner":"model_a"}}"# + "\n"
        + #"{"prompt":"p","battle":{"model_a":"a","model_b":"b","winner":"model_b"}}"#)
    #expect(Contradictions(in: battles.table).example == nil)
  }
}
