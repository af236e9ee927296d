import Foundation
import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@Suite("Logs of Inspect")
struct InspectReaderTests {
  @Test("An archive reads alike with deflate and with zstd")
  func methods() throws {
    let zstd = try HarnessLog.read("inspect/small.eval").table
    let deflate = try HarnessLog.read("inspect-deflate/small.eval").table
    #expect(zstd.rows.map(\.id) == ["letters/1", "letters/2", "letters/3", "letters/4"])
    #expect(zstd.rows.map(\.id) == deflate.rows.map(\.id))
    #expect(
      zstd.rows.indices.map { zstd.outcome(row: $0, model: 0) }
        == deflate.rows.indices.map { deflate.outcome(row: $0, model: 0) })
  }

  @Test("Epochs become a mean of those that were observed, with their number and the model's own tokens")
  func epochs() throws {
    let table = try HarnessLog.read("inspect").table
    let both = try #require(table.outcome("letters/1", "org/small"))
    #expect(both.score == 0.5 && both.repeats == 2)
    #expect(both.inputTokens == 50 && both.outputTokens == 10 && both.latency == 1.5 && both.cost == nil)
    let one = try #require(table.outcome("letters/2", "org/small"))
    #expect(one.score == 0 && one.repeats == nil)
  }

  @Test("Errors, missing scores and answers that were cut off are counted by reason and model")
  func unobserved() throws {
    let unobserved = try HarnessLog.read("inspect").skipped.unobserved
    #expect(unobserved["with an error"] == ["org/small": 1])
    #expect(unobserved["without a score (NaN, null)"] == ["org/small": 1])
    #expect(unobserved["cut off at the limit of tokens"] == ["org/large": 1])
  }

  @Test("An input of messages is a conversation, with the texts that the log keeps apart")
  func messages() throws {
    let table = try HarnessLog.read("inspect/large.json").table
    #expect(table.rows[3].prompt.messages.map(\.role) == [.system, .user])
    #expect(table.rows[3].prompt.lastUserTurn == "Name three rivers of Asia.")
  }

  @Test("--repeats keep makes a row of each epoch, all of one group")
  func keep() throws {
    let table = try HarnessLog.read("inspect") { $0.repeats = .keep }.table
    #expect(table.outcome("letters/1", "org/small")?.score == 1)
    #expect(table.outcome("letters/1#2", "org/small")?.score == 0)
    #expect(table.rows.filter { $0.group == "letters/1" }.count == 2)
  }

  private func log(_ scores: String, choices: String = "null") -> String {
    """
    {"version": 2, "status": "success", "eval": {"task": "t", "model": "m", "eval_id": "e"}, "samples": [
      {"id": "a", "epoch": 1, "input": "Which?", "choices": \(choices), "scores": \(scores)}]}
    """
  }

  @Test(
    "Values mean what Inspect says",
    arguments: [
      ("\"C\"", 1), ("\"P\"", 0.5), ("\"I\"", 0), ("\"N\"", 0), ("true", 1), ("\"yes\"", 1), ("\"no\"", 0),
      ("\"0.25\"", 0.25),
      ("0.75", 0.75),
    ] as [(String, Double)])
  func values(value: String, score: Double) throws {
    let table = try HarnessLog.read(log("{\"s\": {\"value\": \(value)}}"), named: "log.json").table
    #expect(table.score(row: 0, model: 0) == score)
  }

  @Test("Options of a multiple choice are part of the prompt")
  func choices() throws {
    let text = log("{\"s\": {\"value\": 1}}", choices: "[\"red\", \"blue\"]")
    #expect(try HarnessLog.read(text, named: "log.json").table.rows[0].prompt.userText == "Which?\nA. red\nB. blue")
  }

  @Test("Of several criteria the ones that count are named; a dictionary's are scorer/name")
  func criteria() throws {
    let text = log("{\"judge\": {\"value\": {\"tone\": 1, \"facts\": 0}}, \"match\": {\"value\": \"C\"}}")
    let fault = HarnessLog.fault(of: text, named: "log.json")
    #expect(
      fault.contains("sample a, epoch 1: 3 criteria, \"judge/tone\", \"judge/facts\", \"match\", expected one score"))
    let criteria = [Criterion(name: "judge/tone", weight: 1), Criterion(name: "facts", weight: 3)].compactMap(\.self)
    let table = try HarnessLog.read(text, named: "log.json") { $0.criteria = criteria }.table
    #expect(table.score(row: 0, model: 0) == 0.25)
    let unknown = HarnessLog.fault(of: text, named: "log.json") { $0.criteria = [Criterion(name: "x", weight: 1)!] }
    #expect(unknown.contains("expected one that was named"))
  }

  @Test("A word that is no score, and a number beyond the scale, are refused with their place")
  func strays() {
    #expect(
      HarnessLog.fault(of: log("{\"s\": {\"value\": \"good\"}}"), named: "log.json").contains(":2:3: found \"good\""))
    #expect(
      HarnessLog.fault(of: log("{\"s\": {\"value\": 7}}"), named: "log.json").contains("1 of 1 scores lies outside 0…1")
    )
    #expect(
      HarnessLog.fault(of: log("{\"s\": {\"value\": [1]}}"), named: "log.json").contains("scores that no scale reads"))
  }

  @Test("One run in two files is refused; a log without samples, too")
  func runs() throws {
    let folder = try TemporaryFolder()
    let text = log("{\"s\": {\"value\": 1}}")
    try folder.write(text, to: "a.json")
    try folder.write(text, to: "b.json")
    let error = #expect(throws: OutcomesError.self) { _ = try OutcomeReader().read([folder.path()]) }
    #expect("\(error!)".contains("b.json: found the run e again, first in"))
    let empty = "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\"}}"
    #expect(HarnessLog.fault(of: empty, named: "c.json").contains("a log without samples"))
  }

  @Test("A damaged archive is an error that names the member")
  func damaged() throws {
    let bytes = Array(try Data(contentsOf: HarnessLog.golden.appending(path: "inspect-deflate/small.eval")))
    let folder = try TemporaryFolder()
    for end in [10, bytes.count / 2, bytes.count - 1] {
      let path = try folder.write(Array(bytes[..<end]), to: "cut.eval")
      let error = #expect(throws: OutcomesError.self) { _ = try OutcomeReader().read([path]) }
      #expect("\(error!)".contains("zip archive"))
    }
    var flipped = bytes
    flipped[bytes.count / 2] ^= 0x40
    let path = try folder.write(flipped, to: "flipped.eval")
    #expect(throws: OutcomesError.self) { _ = try OutcomeReader().read([path]) }
  }
}
