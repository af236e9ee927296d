import Foundation
internal import PointsmanEndpoints
internal import PointsmanOutcomes
internal import PointsmanSupport

/// The folder of a run: the journal, the answers as files, and the tasks with what is known of each answer.
///
/// ```
/// run/journal.jsonl         every reply, as it came
/// run/tasks.jsonl           a prompt a line, with cost, tokens and times by model, and no scores
/// run/answers/MODEL/ID.md   an answer; with several samples MODEL/ID/1.md, 2.md…
/// ```
package struct RunFolder: Sendable {
  package let path: String

  package var journal: String { path + "/journal.jsonl" }
  package var tasks: String { path + "/tasks.jsonl" }
  package var answers: String { path + "/answers" }

  package init(path: String) throws {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    do {
      try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
    } catch {
      throw LabellingError(path, "cannot be made a folder", remedy: "name a folder that this user may write to")
    }
  }

  /// Writes answers and tasks, as far as the results go. What is there of other models stays.
  package func write(_ plan: CollectPlan, _ results: AskResults) throws {
    var lines = ""
    for prompt in plan.prompts {
      var cells: [(key: String, value: JSONValue)] = []
      for endpoint in plan.endpoints {
        let keys = (1...plan.samples).map { CollectPlan.key(endpoint.name, prompt.id, $0) }
        for (sample, key) in keys.enumerated() {
          guard let reply = results.replies[key]?.reply else { continue }
          try write(reply, of: endpoint.name, to: prompt.id, sample: plan.samples > 1 ? sample + 1 : nil)
        }
        if let cell = Self.cell(keys, results) { cells.append((endpoint.name, cell)) }
      }
      lines += plan.task(prompt, cells).text + "\n"
    }
    try write(Array(lines.utf8), to: tasks)
  }

  private func write(_ reply: Reply, of model: String, to id: String, sample: Int?) throws {
    // `PromptSource` and `CollectPlan` saw to names that fit.
    guard let model = FileName.encoded(model), let id = FileName.encoded(id) else { return }
    let folder = "\(answers)/\(model)" + (sample == nil ? "" : "/\(id)")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = sample.map { "\(folder)/\($0).md" } ?? "\(folder)/\(id).md"
    let text = Array(reply.file.utf8)
    if let old = try? FileReader.contents(of: path), old == text { return }
    try write(text, to: path)
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    do throws(FileFailure) {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw LabellingError(
        path, "cannot be written, \(error.reason)",
        remedy: "the journal has all replies; the same command writes the files again")
    }
  }

  /// The figures of a model's answers to a prompt: means over the samples that came; nil where none was asked for.
  private static func cell(_ keys: [String], _ results: AskResults) -> JSONValue? {
    let replies = keys.compactMap { results.replies[$0] }
    guard let first = replies.first?.reply else {
      guard let failure = keys.lazy.compactMap({ results.failures[$0] }).first else { return nil }
      return .object([("score", .null), ("error", .string("\(failure.kind.rawValue): \(failure.message)"))])
    }
    /// The mean where every reply has the figure.
    func mean(_ figure: ((reply: Reply, cost: Double?)) -> Double?) -> Double? {
      let known = replies.compactMap(figure)
      return known.count == replies.count ? known.reduce(0, +) / Double(known.count) : nil
    }
    var members: [(key: String, value: JSONValue)] = [("score", .null)]
    let figures = [
      ("cost", mean { $0.cost }), ("latency_s", mean { $0.reply.total }),
      ("first_token_s", mean { $0.reply.firstToken }),
      ("input_tokens", mean { $0.reply.inputTokens.map(Double.init) }),
      ("output_tokens", mean { $0.reply.outputTokens.map(Double.init) }),
      ("output_chars", mean { Double($0.reply.text.count) }),
    ]
    for (name, figure) in figures { if let figure { members.append((name, .number(figure))) } }
    let reason = replies.contains { $0.reply.finish == .length } ? Finish.length : first.finish
    return .object(members + [("finish_reason", .string(reason.name))])
  }
}

extension Reply {
  /// The text of the answer's file: what the model said, and the calls of tools as JSON in a fenced block.
  fileprivate var file: String {
    guard !calls.isEmpty else { return text }
    let list = JSONValue.array(
      calls.map {
        .object([
          ("name", .string($0.name)),
          ("arguments", (try? JSONValue(parsing: Array($0.arguments.utf8))) ?? .string($0.arguments)),
        ])
      })
    return (text.isEmpty ? "" : text + "\n\n") + "```json\n\(list.text)\n```\n"
  }
}
