import Pointsman
import PointsmanOutcomes

/// A table of prompts and, for each, its outcomes by model.
func table(
  _ prompts: [String], _ outcomes: [[String: Outcome]] = [], groups: [String?] = [], categories: [String?] = []
) -> OutcomeTable {
  OutcomeTable(
    rows: prompts.enumerated().map { index, prompt in
      (
        OutcomeRow(
          id: "r\(index)", prompt: Prompt(prompt), category: categories.isEmpty ? nil : categories[index],
          group: groups.isEmpty ? nil : groups[index]),
        outcomes.isEmpty ? ["a": Outcome(score: 1)] : outcomes[index]
      )
    })
}

/// A text of distinct words, from `first` on.
func words(_ first: Int, _ count: Int) -> String { (first..<first + count).map { "word\($0)" }.joined(separator: " ") }
