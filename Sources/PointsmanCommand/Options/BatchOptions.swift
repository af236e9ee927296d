import ArgumentParser

/// How to route many prompts.
struct BatchOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Read one JSON object a line, with \"prompt\" or a request; answer a line each.",
      discussion:
        "A line may also have \"id\", \"tags\" and \"vector\". One without a decision is answered by its error, and the "
        + "exit status is then 1. Shares of the models and their mean probabilities go to standard error at the end."))
  var jsonl = false

  @Flag(
    help: ArgumentHelp(
      "Answer in CSV, with the line, the id and a column of probabilities a model. A line without a "
        + "decision has its error."))
  var csv = false

  @Option(
    name: [.customShort("j"), .long],
    help: ArgumentHelp(
      "The number of threads, by default as many as processors. Results do not depend on it.",
      valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Spend at most this much on all prompts, where it gains most. Answers come after the last "
        + "prompt is read.",
      valueName: "usd"))
  var budget: Double?

  func validate() throws {
    guard jsonl else {
      guard !csv else { throw ValidationError("--csv is for many prompts: it needs --jsonl.") }
      guard threads == nil else { throw ValidationError("--threads is for many prompts: it needs --jsonl.") }
      guard budget == nil else { throw ValidationError("--budget is for a batch: it needs --jsonl.") }
      return
    }
    guard threads.map({ $0 >= 1 }) ?? true else { throw ValidationError("--threads must be at least 1.") }
  }
}
