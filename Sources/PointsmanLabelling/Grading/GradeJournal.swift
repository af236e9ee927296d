import Foundation
package import PointsmanSupport
import Synchronization

/// How a check judged one model's answer to one task.
package struct Grade: Sendable, Equatable {
  package let task: String
  package let model: String
  /// Which of several samples was judged; nil of one answer.
  package let sample: Int?
  /// SHA-256 of the answer and of what it was compared with, so that one changed since is judged again; nil for a folder.
  package let digest: String?
  /// From 0 to 1.
  package let score: Double
  /// The check's exit status; nil where a signal or the time limit ended it, and where no program checked.
  package let exitStatus: Int?
  package let seconds: Double
  package let timedOut: Bool
  /// True if the answer ended before the fence of its code did.
  package let isUnclosed: Bool
}

extension Grade {
  /// The members beside the score in an outcome.
  package var details: [(key: String, value: JSONValue)] {
    [
      ("exit_status", exitStatus.map { .integer($0) } ?? .null), ("check_s", .number(seconds)),
      ("timed_out", .bool(timedOut)),
    ] + (isUnclosed ? [("unclosed_fence", .bool(true))] : [])
  }

  /// The names of all members that grading writes, of `details` and of a mean of samples.
  static let detailNames: Set<String> = [
    "exit_status", "check_s", "timed_out", "unclosed_fence", "sample_scores", "undecided",
  ]

  var json: JSONValue {
    .object(
      [("task", .string(task)), ("model", .string(model))] + (sample.map { [("sample", .integer($0))] } ?? [])
        + [("answer", digest.map(JSONValue.string) ?? .null), ("score", .number(score))] + details)
  }

  /// nil where `json` is no grade.
  init?(_ json: JSONValue) {
    guard let task = json["task"]?.string, let model = json["model"]?.string, let score = json["score"]?.double,
      (0...1).contains(score), let seconds = json["check_s"]?.double, let timedOut = json["timed_out"]
    else { return nil }
    (self.task, self.model, sample, digest) = (task, model, json["sample"]?.integer, json["answer"]?.string)
    (self.score, self.exitStatus, self.seconds) = (score, json["exit_status"]?.integer, seconds)
    (self.timedOut, isUnclosed) = (timedOut == .bool(true), json["unclosed_fence"] == .bool(true))
  }
}

/// The grades given so far, a line each in a file beside the output, so that an interrupted run can go on.
///
/// The first line holds the check they were given by. A last line that was cut short counts for nothing.
package final class GradeJournal: Sendable {
  package let path: String
  /// The grades of an earlier run.
  package let earlier: [Grade]
  private let file: Mutex<FileHandle>

  private static let writable = "name an output in a folder that this user may write"

  package init(path: String, check: Check) throws {
    self.path = path
    let header = check.json
    var lines: [JSONValue] = []
    if let text = try? String(contentsOfFile: path, encoding: .utf8) {
      lines = text.split(separator: "\n").compactMap { try? JSONValue(parsing: Array($0.utf8)) }
    }
    guard lines.isEmpty || lines[0] == header else {
      throw LabellingError(
        path, "holds grades of another check, limit or --wrong",
        remedy: "remove it to grade again, or repeat the command that wrote it")
    }
    earlier = lines.dropFirst().compactMap(Grade.init)
    let kept = [header] + earlier.map(\.json)
    do throws(FileFailure) {
      try AtomicFile.write(Array(kept.map { $0.text + "\n" }.joined().utf8), to: path)
    } catch {
      throw LabellingError(path, "cannot be written, \(error.reason)", remedy: Self.writable)
    }
    guard let handle = FileHandle(forUpdatingAtPath: path) else {
      throw LabellingError(path, "cannot be written", remedy: Self.writable)
    }
    try handle.seekToEnd()
    file = Mutex(handle)
  }

  /// Adds a grade; it is in the file when this returns.
  package func append(_ grade: Grade) throws {
    try file.withLock { try $0.write(contentsOf: Data((grade.json.text + "\n").utf8)) }
  }

  package func remove() throws {
    try FileManager.default.removeItem(atPath: path)
  }
}
