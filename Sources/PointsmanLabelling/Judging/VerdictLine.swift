package import PointsmanOutcomes
internal import PointsmanSupport

/// The line of JSON that a judge's reply ends with.
package enum VerdictLine {
  /// For each criterion which answer is better, in the order shown: `.a` is the first. nil where the last line is not
  /// exactly such an object.
  package static func preferences(in reply: String, criteria: [String]) -> [String: Preference]? {
    values(in: reply, criteria: criteria) { value in
      switch value.string?.lowercased() {
      case "a"?: .a
      case "b"?: .b
      case "tie"?: .tie
      default: nil
      }
    }
  }

  /// For each criterion a score from 1 to 5.
  package static func scores(in reply: String, criteria: [String]) -> [String: Int]? {
    values(in: reply, criteria: criteria) { value in
      let score = value.integer ?? value.string.flatMap { Int($0) }
      return score.flatMap { (1...5).contains($0) ? $0 : nil }
    }
  }

  private static func values<Value>(
    in reply: String, criteria: [String], _ value: (JSONValue) -> Value?
  ) -> [String: Value]? {
    guard let line = lastLine(of: reply), let json = try? JSONValue(parsing: Array(line.utf8), maximumValues: 1000),
      case .object(let members) = json, members.count == criteria.count
    else { return nil }
    var values: [String: Value] = [:]
    for criterion in criteria {
      guard let found = json[criterion].flatMap(value) else { return nil }
      values[criterion] = found
    }
    return values
  }

  /// The last line that holds more than spaces and the marks of a code block.
  private static func lastLine(of reply: String) -> String? {
    for line in reply.split(whereSeparator: \.isNewline).reversed() {
      let text = line.trimmed
      if !text.isEmpty, !text.hasPrefix("```") { return String(text) }
    }
    return nil
  }
}

extension Substring {
  /// Without blanks at both ends.
  fileprivate var trimmed: Substring {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
