import Foundation
import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@testable import PointsmanOutcomes

@Suite("Logs of other harnesses")
struct OtherHarnessesTests {
  @Test("promptfoo: an answer from the cache has no cost and no time, and named scores are criteria")
  func promptfoo() throws {
    let result = try HarnessLog.read("promptfoo/results.json")
    let cells = result.table.rows.indices.compactMap { result.table.outcome(row: $0, model: 0) }
    #expect(cells.count == 3 && cells[0].cost == nil && cells[0].latency == nil && cells[1].cost == 0.002)
    #expect(result.table.rows.map(\.category) == ["code", "code", "facts", "facts"])
    #expect(result.skipped.unobserved["with an error"] == ["org/small": 1])
    let clarity = try HarnessLog.read("promptfoo/results.json") {
      $0.criteria = [Criterion(name: "clarity", weight: 1)!]
    }
    #expect(Audit(clarity.table).models.allSatisfy { $0.score == 0.5 })
  }

  @Test("promptfoo: one provider with two labels is two models")
  func labels() throws {
    func row(_ label: String, _ score: Int) -> String {
      "{\"promptIdx\": 0, \"testIdx\": 0, \"prompt\": {\"raw\": \"Hi there.\"}, \"provider\": {\"id\": \"p\", \"label\": \"\(label)\"}, "
        + "\"score\": \(score), \"failureReason\": 0}"
    }
    let text =
      "{\"version\": 3, \"timestamp\": \"t\", \"results\": [\(row("hot", 1)), \(row("cold", 0))], \"stats\": {}}"
    #expect(try HarnessLog.read(text, named: "r.json").table.models == ["p (cold)", "p (hot)"])
  }

  @Test("HELM: perturbed instances are left out, trials are repeats, and the split is the instance's")
  func helm() throws {
    let result = try HarnessLog.read("helm")
    #expect(result.table.rows.map(\.id).first == "quiz:subject=all/id0")
    #expect(result.table.rows.allSatisfy { $0.split == "test" })
    #expect(result.table.outcome("quiz:subject=all/id0", "org/small")?.score == 0.5)
    #expect(result.skipped.habits.contains { $0.contains("perturbed") })
  }

  @Test("EvalPlus and BigCodeBench: the model is in the name, and prompts are in a file of instances")
  func evalplus() throws {
    let error = #expect(throws: OutcomesError.self) { _ = try HarnessLog.read("evalplus") }
    #expect("\(error!)".contains("found no prompt of task HumanEval/0") && error?.setting == .instances)
    let instances = HarnessLog.path("bigcodebench/tasks.jsonl")
    let table = try HarnessLog.read("bigcodebench") { $0.instances = instances }.table
    #expect(table.models == ["org/large", "org/small"])
    #expect(table.outcome("BigCodeBench/1", "org/small")?.score == 0)
    let tasks = HarnessLog.path("evalplus/tasks.jsonl")
    let base = try HarnessLog.read("evalplus") { reader in
      (reader.instances, reader.criteria) = (tasks, [Criterion(name: "base", weight: 1)!])
    }
    #expect(Audit(base.table).models.allSatisfy { $0.score == 1 })
  }

  @Test(
    "EvalPlus: names of models in names of files",
    arguments: [
      ("org--m-7b_vllm_temp_0.0_eval_results.json", "org/m-7b"), ("m_eval_results.json", "m"),
      ("org--m--bigcodebench-hard-complete--vllm-0-1-sanitized_calibrated_eval_results.json", "org/m"),
      ("m_openai_temp_0.8-sanitized.eval_results.json", "m"),
    ])
  func evalplusNames(file: String, model: String) { #expect(EvalPlusReader.model(file) == model) }

  @Test("EvalPlus: results of a folder of samples are the model's that names the folder")
  func evalplusFolder() throws {
    let folder = try TemporaryFolder()
    let name = "org--m-7b_vllm_temp_0.0"
    try FileManager.default.createDirectory(at: folder.url.appending(path: name), withIntermediateDirectories: true)
    try folder.write(
      #"{"eval":{"T/0":[{"base_status":"pass","plus_status":"pass"}]}}"#, to: "\(name)/eval_results.json")
    var reader = OutcomeReader()
    reader.instances = try folder.write(#"{"task_id":"T/0","prompt":"Sort the names."}"#, to: "tasks.jsonl")
    for path in [folder.path(name), folder.path("\(name)/eval_results.json")] {
      #expect(try reader.read([path]).table.models == ["org/m-7b"])
    }
  }

  @Test("SWE-bench: an infrastructure failure is none of the model's, an empty patch is")
  func sweBench() throws {
    let instances = HarnessLog.path("swe-bench/instances.jsonl")
    let table = try HarnessLog.read("swe-bench") { $0.instances = instances }.table
    #expect(table.models == ["org/large", "org/small"])
    #expect(table.outcome("owner__repo-101", "org/large")?.score == 1)
    #expect(table.outcome("owner__repo-103", "org/small") == nil)
    #expect(table.outcome("owner__repo-104", "org/small")?.score == 0)
    #expect(table.outcome("owner__repo-105", "org/small") == nil)
    #expect(table.rows[0].category == "owner/repo")
  }

  @Test("SWE-bench: results.json is of the model whose folder lies beside it")
  func sweBenchFolder() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("org__m")
    try folder.write("{\"resolved_instances\": 1, \"resolved_ids\": [\"a__b-1\"]}", to: "results.json")
    try folder.write("{\"instance_id\": \"a__b-1\", \"problem_statement\": \"It fails.\"}\n", to: "i.jsonl")
    var reader = OutcomeReader()
    reader.instances = folder.path("i.jsonl")
    #expect(try reader.read([folder.path("results.json")]).table.models == ["org/m"])
    try folder.makeFolder("another")
    let error = #expect(throws: OutcomesError.self) { _ = try reader.read([folder.path("results.json")]) }
    #expect("\(error!)".contains("whose name does not say the model"))
  }

  @Test("aider: the last try counts, the first can, and the instructions are the prompt")
  func aider() throws {
    let table = try HarnessLog.read("aider").table
    #expect(table.rows.map(\.id) == ["python/case-0", "python/case-1"])
    #expect(table.rows[0].prompt.userText.contains("sorts names by length"))
    #expect(table.outcome("python/case-0", "org/small")?.score == 1)
    let first = try HarnessLog.read("aider") { $0.criteria = [Criterion(name: "first_try", weight: 1)!] }
    #expect(first.table.outcome("python/case-0", "org/small")?.score == 0)
  }

  @Test("LiveBench: judgments without questions beside them are refused")
  func livebench() throws {
    let path = "livebench/live_bench/language/quiz/model_judgment/ground_truth_judgment.jsonl"
    #expect(try HarnessLog.read(path).table.rows.count == 4)
    let text = "{\"question_id\": \"q\", \"task\": \"t\", \"model\": \"m\", \"score\": 1}\n"
    #expect(HarnessLog.fault(of: text, named: "j.jsonl").contains("judgments without their questions"))
  }

  @Test(
    "Files without a score of a model on a prompt are refused by name, with what to do instead",
    arguments: [
      ("{\"chars\": 3.0, \"chars:std\": 1.0, \"score:std\": 0.5, \"score\": 0.5}", "means of simple-evals"),
      ("<html><body><h3>Prompt conversation</h3></body></html>", "a report of simple-evals"),
      (
        "{\"request_type\": \"code\", \"model\": \"a\", \"quality\": 1}\n",
        "LiteLLM's adaptive outcomes, which have no prompt"
      ),
      ("{\"prompt\": \"p\", \"tier\": 1, \"success\": 1}\n", "rows with a tier and no model"),
      ("{\"instance_id\": \"a\", \"model_name_or_path\": \"m\", \"model_patch\": \"\"}\n", "predictions of SWE-bench"),
      ("{\"question_id\": \"q\", \"turns\": [\"a\"], \"category\": \"c\"}\n", "questions of LiveBench"),
      ("{\"question_id\": \"q\", \"model_id\": \"m\", \"choices\": []}\n", "answers of LiveBench"),
    ])
  func refused(text: String, found: String) {
    #expect(HarnessLog.fault(of: text, named: "file.json").contains("found " + found))
  }

  @Test("A folder without logs names the formats that are known")
  func emptyFolder() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"prompt\": \"p\", \"outcomes\": {}}\n", to: "rows.jsonl")
    let error = #expect(throws: OutcomesError.self) { _ = try OutcomeReader().read([folder.path()]) }
    #expect(
      "\(error!)".contains("inspect, lm-eval, promptfoo, helm, openai-evals, livebench, evalplus, swe-bench, aider"))
    var reader = OutcomeReader()
    reader.format = .helm
    let other = #expect(throws: OutcomesError.self) { _ = try reader.read([folder.path()]) }
    #expect("\(other!)".contains("a folder without logs of helm"))
  }

  @Test("A log in memory reads as its file does; one that needs neighbours says so")
  func memory() throws {
    let bytes = Array(try Data(contentsOf: HarnessLog.golden.appending(path: "inspect/small.eval")))
    #expect(try OutcomeReader().read(bytes: bytes).table.rows.count == 4)
    let stats = Array("[{\"instance_id\": \"id0\", \"stats\": {\"exact_match\": 1}}]".utf8)
    let error = #expect(throws: OutcomesError.self) { _ = try OutcomeReader().read(bytes: stats) }
    #expect("\(error!)".contains("no run_spec.json beside it"))
  }

  @Test("A file of instances that is faulty is named with its line")
  func instances() throws {
    let folder = try TemporaryFolder()
    for (text, found) in [
      ("{\"task_id\": \"a\"}\n", "a line without an id or without a prompt"),
      (
        "{\"task_id\": \"a\", \"prompt\": \"p\"}\n{\"task_id\": \"a\", \"prompt\": \"q\"}\n",
        "with another prompt than before"
      ),
      ("\n", "holds no outcomes"),
    ] {
      let path = try folder.write(text, to: "i.jsonl")
      let error = #expect(throws: OutcomesError.self) { _ = try HarnessInstances.read(path) }
      #expect("\(error!)".contains(found))
    }
  }
}
