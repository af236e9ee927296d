internal import Pointsman
internal import PointsmanSupport

/// A file of prompts by id, for logs that have none: the data set of SWE-bench, EvalPlus or BigCodeBench as JSON Lines.
enum HarnessInstances {
  /// The members that hold the id, and those that hold the prompt, the first that is there.
  private static let ids = ["instance_id", "task_id", "testcase", "question_id", "id"]
  private static let prompts = ["problem_statement", "instruct_prompt", "complete_prompt", "prompt", "question"]

  /// Each id once, or the same prompt each time.
  static func read(_ path: String) throws(OutcomesError) -> [String: Prompt] {
    let bytes = try HarnessFile.contents(InputFile(path: path), path: path)
    var found: [String: Prompt] = [:]
    try HarnessFile.forEachLine(of: bytes) { (json, place) throws(OutcomesError) in
      var members: [String: String] = [:]
      do throws(JSONError) {
        try json.readMembers { (name, json) throws(JSONError) in
          guard ids.contains(name) || prompts.contains(name) else { return false }
          members[name] = json.nextKind() == .number ? try json.readIdentifier() : try json.readTextIfAny()
          return true
        }
        try json.end()
      } catch {
        throw RowFault(error, line: place.line).error(path: path)
      }
      guard let id = ids.lazy.compactMap({ members[$0] }).first,
        let text = prompts.lazy.compactMap({ members[$0] }).first, !text.allSatisfy(\.isWhitespace)
      else {
        throw .invalid(
          path: path, line: place.line, column: 1, found: "a line without an id or without a prompt",
          expected: "an id (\(ids.joined(separator: ", "))) and a prompt (\(prompts.joined(separator: ", ")))")
      }
      guard found.updateValue(Prompt(text), forKey: id) ?? Prompt(text) == Prompt(text) else {
        throw .invalid(
          path: path, line: place.line, column: 1, found: "id \"\(id)\" with another prompt than before",
          expected: "one prompt an id")
      }
    }
    guard !found.isEmpty else { throw .empty(path: path) }
    return found
  }
}
