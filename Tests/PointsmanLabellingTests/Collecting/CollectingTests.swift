import Foundation
import Pointsman
import PointsmanEndpoints
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanLabelling

@Suite("Collecting")
struct CollectingTests {
  private let folder = try! TemporaryFolder()

  private func read(_ names: String...) throws -> [CollectedPrompt] {
    var source = PromptSource(OutcomeReader())
    return try source.read(names.map { folder.path($0) })
  }

  @Test("Prompts come from outcomes, requests, folders and lines")
  func sources() throws {
    try folder.write(
      #"{"id": 7, "prompt": "one", "outcomes": {"a": {"score": 1}}}"# + "\n" + #"{"prompt": "two"}"# + "\n",
      to: "o.jsonl")
    try folder.write("prompt,model,score\nthree,a,1\nthree,b,0\n", to: "long.csv")
    try folder.write(
      #"{"model_a": "a", "model_b": "b", "winner": "model_a", "prompt": "four"}"# + "\n", to: "battles.jsonl")
    try folder.write("five\n\n  six  \n", to: "lines.txt")
    try folder.makeFolder("texts")
    try folder.write("seven\nin two lines\n", to: "texts/q7.md")
    try folder.write("eight", to: "texts/q8.txt")
    try folder.write("not a prompt", to: "texts/notes.doc")
    let prompts = try read("o.jsonl", "long.csv", "battles.jsonl", "lines.txt", "texts")
    #expect(
      prompts.map { $0.prompt.lastUserTurn } == [
        "one", "two", "three", "four", "five", "six", "seven\nin two lines", "eight",
      ])
    #expect(prompts.map(\.id).filter { !$0.hasPrefix("p") } == ["7", "q7", "q8"])
    #expect(Set(prompts.map(\.id)).count == 8)
    // An id of the content stays the same whatever else is read.
    try folder.write(#"{"prompt": "two"}"# + "\n", to: "again.jsonl")
    #expect(try read("again.jsonl")[0].id == prompts[1].id)
  }

  @Test("A prompt twice is asked once; two prompts of one id, and parts that cannot be sent, are faults")
  func faults() throws {
    for (name, prompt) in [("first", "x"), ("same", "x"), ("other", "y")] {
      try folder.write(#"{"id": "a", "prompt": "\#(prompt)"}"# + "\n", to: "\(name).jsonl")
    }
    var source = PromptSource(OutcomeReader())
    let prompts = try source.read(["first.jsonl", "same.jsonl"].map { folder.path($0) })
    #expect(prompts.count == 1 && source.repeated == 1)
    let clash = #expect(throws: LabellingError.self) { try read("first.jsonl", "other.jsonl") }
    #expect(clash?.description.contains("has the id of another prompt") == true)
    try folder.write(
      #"{"id": "a", "messages": [{"role": "user", "content": [{"type": "input_audio"}, {"type": "text", "text": "x"}]}]}"#
        + "\n", to: "audio.jsonl")
    try folder.write("", to: "empty.txt")
    for (name, expected) in [
      ("audio.jsonl", "part of type \"input_audio\""),
      ("empty.txt", "has no text"),
    ] {
      let error = #expect(throws: LabellingError.self) { try read(name) }
      #expect(error?.description.contains(expected) == true, "\(name): \(error?.description ?? "")")
    }
  }

  @Test("The order is random, the same for the same seed, and keeps a prompt's models together")
  func order() throws {
    try folder.write((0..<50).map { #"{"id": "p\#($0)", "prompt": "x \#($0)"}"# + "\n" }.joined(), to: "p.jsonl")
    let endpoints = [try Endpoint.made("a"), try Endpoint.made("b")]
    func order(_ seed: UInt64) throws -> [String] {
      try CollectPlan(read("p.jsonl"), to: endpoints, samples: 2, maximumTokens: 10, seed: seed).asks.map(\.group)
    }
    let first = try order(0)
    let (same, other) = (try order(0), try order(1))
    #expect(first == same && first != other && first.count == 200)
    for start in stride(from: 0, to: 200, by: 4) { #expect(Set(first[start..<start + 4]).count == 1) }
  }

  @Test("The folder of a run has answers, and what is known of each; what failed has its reason and no score")
  func runFolder() throws {
    try folder.write(
      #"{"id": "x/1", "prompt": "x", "answer": 3, "outcomes": {"old": {"score": 1}}}"# + "\n", to: "p.jsonl")
    let endpoints = [try Endpoint.made("a"), try Endpoint.made("b"), try Endpoint.made("c")]
    for samples in [1, 2] {
      let plan = try CollectPlan(read("p.jsonl"), to: endpoints, samples: samples, maximumTokens: 10, seed: 0)
      var results = AskResults(spent: 0, isCapReached: false, modelsGivenUp: [])
      var called = Reply.made("see", output: 8)
      (called.calls, called.finish) = ([.init(name: "read", arguments: #"{"a":1}"#)], .toolCalls)
      results.replies[CollectPlan.key("a", "x/1", 1)] = (called, 0.25)
      if samples == 2 { results.replies[CollectPlan.key("a", "x/1", 2)] = (.made("four", output: 6), 0.75) }
      results.failures[CollectPlan.key("b", "x/1", 1)] = AskFailure(.rateLimit, "429, slow down")
      let run = try RunFolder(path: folder.path("run\(samples)"))
      try run.write(plan, results)
      let base = run.answers + "/a/x%2F1"
      let text = try String(contentsOfFile: samples == 1 ? base + ".md" : base + "/1.md", encoding: .utf8)
      #expect(text == "see\n\n```json\n[{\"name\":\"read\",\"arguments\":{\"a\":1}}]\n```\n")
      let task = try JSONValue(parsing: Array(String(contentsOfFile: run.tasks, encoding: .utf8).utf8))
      let outcomes = try #require(task["outcomes"])
      #expect(task["id"]?.string == "x/1" && task["answer"]?.integer == 3 && outcomes["old"]?["score"]?.double == 1)
      #expect(task["samples"]?.integer == (samples == 2 ? 2 : nil))
      #expect(outcomes["a"]?["score"] == .null && outcomes["a"]?["cost"]?.double == (samples == 1 ? 0.25 : 0.5))
      #expect(outcomes["a"]?["output_tokens"]?.double == (samples == 1 ? 8 : 7))
      #expect(outcomes["b"]?["error"]?.string == "rate_limit: 429, slow down" && outcomes["c"] == nil)
      let summary = CollectSummary(plan, results)
      #expect(summary.models.map(\.answers) == [samples, 0, 0] && summary.models.map(\.failed) == [0, 1, 0])
      #expect(summary.completePrompts == 0 && summary.models[0].tokensPerSecond == (samples == 1 ? 14 : 12))
    }
  }
}
