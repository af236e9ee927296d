import Foundation
internal import Pointsman
internal import PointsmanOutcomes
package import PointsmanSupport

/// A task with the answers that models gave.
package struct AnsweredTask: Sendable {
  package let id: String
  /// Tasks of one group are one observation.
  package let group: String?
  /// The prompt; of a conversation every turn, with its role.
  package let text: String
  /// The answers by model and sample, from 1.
  package let answers: [String: [Int: String]]
  /// The line of the task as the file has it.
  package let line: JSONValue
}

/// The folder of a run, as `collect` writes it: `tasks.jsonl`, and the answers in `answers/MODEL/ID.md`. A task with the member
/// `samples` has several of each model, `answers/MODEL/ID/1.md`, `2.md`….
package struct AnsweredTasks: Sendable {
  package let path: String
  package let tasks: [AnsweredTask]
  /// In alphabetical order.
  package let models: [String]

  /// A judge reads no longer answer.
  private static let longestAnswer = 8 << 20
  private static let mostSamples = 1000

  package init(run path: String) throws {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let file = self.path + "/tasks.jsonl"
    guard FileManager.default.fileExists(atPath: file) else {
      throw LabellingError(path, "has no tasks.jsonl", remedy: "name the folder that collect wrote")
    }
    let folder = try AnswerFolder(path: self.path + "/answers")
    let models = folder.models
    self.models = models
    var reader = OutcomeReader()
    (reader.format, reader.requiresOutcomes) = (.jsonl, false)
    var records: [OutcomeRecord] = []
    _ = try reader.forEachRecord(in: [file]) { records.append($0) }
    let lines = try Self.lines(of: file)
    guard lines.count == records.count else {
      throw LabellingError(file, "changed while it was read", remedy: "run the command again")
    }
    tasks = try zip(records, lines).map { record, line in
      let id = record.row.id
      guard record.hasID, let name = FileName.encoded(id) else {
        throw LabellingError(file, "task \"\(id)\" has no id that can be a file's name", remedy: "give it an \"id\"")
      }
      let samples = line["samples"].map { $0 == .null ? .integer(1) : $0 }
      guard samples == nil || (1...Self.mostSamples).contains(samples?.integer ?? 0) else {
        throw LabellingError(
          file, "task \"\(id)\" has \"samples\" other than a count from 1 to \(Self.mostSamples)", remedy: "correct it")
      }
      var answers: [String: [Int: String]] = [:]
      for model in models {
        for (sample, path) in try folder.answers(to: name, by: model, samples: samples?.integer) {
          answers[model, default: [:]][sample ?? 1] = try Self.answer(path)
        }
      }
      return AnsweredTask(
        id: id, group: record.row.group, text: Self.text(record.row.prompt), answers: answers, line: line)
    }
  }

  private static func lines(of file: String) throws -> [JSONValue] {
    var lines = TextLines(try FileReader(path: file))
    var values: [JSONValue] = []
    while let line = try lines.nextNonblank() { values.append(try JSONValue(parsing: line)) }
    return values
  }

  private static func text(_ prompt: Prompt) -> String {
    let turns = prompt.messages
    if turns.count == 1, turns[0].role == .user { return turns[0].content }
    return turns.map { "\($0.role.rawValue): \($0.content)" }.joined(separator: "\n\n")
  }

  private static func answer(_ path: String) throws -> String {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try FileReader.contents(of: path, limit: longestAnswer)
    } catch {
      throw LabellingError(path, "cannot be read, \(error.reason)", remedy: "correct or remove the answer")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw LabellingError(path, "is not UTF-8", remedy: "convert it (iconv -f WINDOWS-1252 -t UTF-8 FILE)")
    }
    return text
  }

  /// The answers that try to instruct a judge, each with the reason.
  package func attempts(criteria: [String]) -> [(task: String, model: String, reason: String)] {
    tasks.flatMap { task in
      models.compactMap { model in
        let answers = (task.answers[model] ?? [:]).sorted { $0.key < $1.key }
        let reasons = answers.lazy.compactMap { InstructionAttempt.reason(in: $0.value, criteria: criteria) }
        return reasons.first.map { (task.id, model, $0) }
      }
    }
  }
}
