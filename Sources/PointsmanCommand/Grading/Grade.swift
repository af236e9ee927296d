import Pointsman
internal import PointsmanSupport

/// How a check judged one model's answer to one task.
struct Grade: Sendable, Equatable {
  let task: String
  let model: String
  /// SHA-256 of the answer, so that one changed since is judged anew; nil for a folder.
  let answer: String?
  /// From 0 to 1.
  let score: Double
  /// The check's exit status; nil where a signal or the time limit ended it.
  let exitStatus: Int?
  let seconds: Double
  let timedOut: Bool
}

extension Grade {
  /// What goes beside the score in an outcome.
  var details: [(key: String, value: JSONValue)] {
    [
      ("exit_status", exitStatus.map { .integer($0) } ?? .null), ("check_s", .number(seconds)),
      ("timed_out", .bool(timedOut)),
    ]
  }

  var json: JSONValue {
    .object(
      [
        ("task", .string(task)), ("model", .string(model)), ("answer", answer.map(JSONValue.string) ?? .null),
        ("score", .number(score)),
      ] + details)
  }

  /// nil where `json` is no grade.
  init?(_ json: JSONValue) {
    guard let task = json["task"]?.string, let model = json["model"]?.string, let score = json["score"]?.double,
      let seconds = json["check_s"]?.double, let timedOut = json["timed_out"]
    else { return nil }
    (self.task, self.model, self.answer) = (task, model, json["answer"]?.string)
    (self.score, self.exitStatus, self.seconds) = (score, json["exit_status"]?.integer, seconds)
    self.timedOut = timedOut == .bool(true)
  }
}
