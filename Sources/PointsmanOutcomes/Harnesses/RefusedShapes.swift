internal import PointsmanSupport

/// Files of harnesses and routers that hold no score of a model on a prompt, known by name, each with what to do instead.
enum RefusedShapes {
  /// The kind of such a file, and the remedy; nil for files that may be read.
  static func refusal(_ opening: JSONOpening, name: String) -> (found: String, remedy: String)? {
    let keys = Set(opening.names)
    let html = String(decoding: opening.bytes.prefix(4096), as: UTF8.self)
    if html.contains("<html"), html.contains("Prompt conversation") || html.contains("prompt-container") {
      return ("a report of simple-evals, whose transcripts have no score by prompt that can be read", simpleEvals)
    }
    if opening.isWhole, !opening.isArray, keys.contains("score"), keys.contains(where: { $0.hasSuffix(":std") }),
      opening.kinds.values.allSatisfy({ $0 == .number })
    {
      return ("means of simple-evals, which keeps no score by prompt", simpleEvals)
    }
    if opening.has("results", "configs", "n-shot") || opening.has("results", "config", "lm_eval_version") {
      return (
        "the results of lm-evaluation-harness, which are means",
        "give its folder, with samples_*.jsonl in it (lm_eval --log_samples)"
      )
    }
    if keys.isSuperset(of: ["request_type", "model", "quality"]), keys.isDisjoint(with: ColumnAliases.prompt) {
      return (
        "LiteLLM's adaptive outcomes, which have no prompt",
        "log the prompts with them, and write {\"prompt\": …, \"model\": …, \"score\": …} a line"
      )
    }
    if keys.isSuperset(of: ["tier", "success"]), keys.isDisjoint(with: ["model", "model_name", "outcomes", "scores"]) {
      return (
        "rows with a tier and no model",
        "name the model that answered: {\"prompt\": …, \"model\": …, \"score\": …} a line"
      )
    }
    if keys.isSuperset(of: ["instance_id", "model_patch"]) {
      return (
        "predictions of SWE-bench, which are not judged yet",
        "give the report that its evaluation writes, {model}.{run}.json"
      )
    }
    if keys.isSuperset(of: ["question_id", "turns"]), keys.isDisjoint(with: ["outcomes", "messages", "prompt"]) {
      return ("questions of LiveBench without judgments", "give the folder above, with model_judgment in it")
    }
    if keys.isSuperset(of: ["question_id", "model_id", "choices"]) {
      return ("answers of LiveBench without judgments", "give the folder above, with model_judgment in it")
    }
    return nil
  }

  private static let simpleEvals =
    "run the benchmark in Inspect or lm-evaluation-harness, which log samples, or write {\"prompt\": …, \"model\": …, \"score\": …} "
    + "a line in its evaluation"
}
