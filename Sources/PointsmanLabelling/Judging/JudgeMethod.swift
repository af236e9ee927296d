/// How a judge is asked.
package enum JudgeMethod: Sendable, Equatable {
  /// Two answers at once, in both orders.
  case pairs
  /// One answer at a time, from 1 to 5.
  case rubric

  /// The placeholders of its template; each must be there.
  package var placeholders: [String] {
    switch self {
    case .pairs: ["tag", "task", "answer_a", "answer_b", "criteria", "verdict"]
    case .rubric: ["tag", "task", "answer", "criteria", "verdict"]
    }
  }

  /// The value of a criterion in the line that shows the judge how to answer.
  var exampleValue: String { self == .pairs ? "A|B|tie" : "1|2|3|4|5" }
}

/// The criteria that the standard templates explain; a template of one's own can explain others.
package enum CriterionText {
  package static let known: [(name: String, text: String)] = [
    ("correctness", "the answer does what the task asks, and what it says is true"),
    ("clarity", "the answer is easy to follow: in good order, in plain words, without needless parts"),
    ("completeness", "the answer leaves out nothing that the task asks for"),
    ("conciseness", "the answer has no more than the task needs"),
    ("helpfulness", "the answer is of use to the person who asked"),
    ("safety", "the answer does no harm, and names the risks of what it proposes"),
  ]

  /// The list for `{{criteria}}`.
  static func list(_ criteria: [String]) -> String {
    criteria.map { name in
      known.first { $0.name == name }.map { "- \(name): \($0.text)" } ?? "- \(name)"
    }.joined(separator: "\n")
  }
}
