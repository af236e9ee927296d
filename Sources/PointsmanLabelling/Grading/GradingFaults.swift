import Foundation
internal import PointsmanSupport

/// The failures among the checks of a run: the first ones in full, the others counted.
package struct GradingFaults: Sendable {
  /// How many checks could not tell, by how they ended.
  private var undecided: [CheckEnding: Int] = [:]
  private var wrong = 0
  private var right = 0
  /// The cells without a grade.
  package private(set) var cells: [(task: String, model: String, ending: CheckEnding)] = []
  /// The endings that were not right, each with the last line that the check said; more than one are not alike.
  private var manners: Set<Manner> = []

  private struct Manner: Hashable, Sendable {
    let ending: CheckEnding
    let lastLine: String
  }

  package init() {}

  private static let shown = 3
  private static let shownLines = 5
  private static let shownCells = 10

  package var undecidedCount: Int { cells.count }

  /// Counts a judgement. Returns a text to show at once for the first few checks that could not tell, and for the first few
  /// wrong answers where the check printed something.
  package mutating func add(_ judgement: Judgement) -> String? {
    let isUndecided = judgement.grade == nil
    let isRight = (judgement.grade?.score ?? 0) > 0 || judgement.ending == .status(0) && !isUndecided
    if isRight {
      right += 1
      return nil
    }
    let lines = judgement.said.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    if manners.count < 2 {
      manners.insert(Manner(ending: judgement.ending.withoutText, lastLine: lines.last.map(String.init) ?? ""))
    }
    let count: Int
    if isUndecided {
      undecided[judgement.ending.withoutText, default: 0] += 1
      cells.append((judgement.task, judgement.model, judgement.ending.withoutText))
      count = undecidedCount
    } else {
      wrong += 1
      count = wrong
    }
    guard count <= Self.shown, isUndecided || !lines.isEmpty else { return nil }
    var text = "task \"\(judgement.task)\" of \(judgement.model)"
    if let sample = judgement.sample { text += ", sample \(sample)" }
    text += ": "
    text +=
      isUndecided
      ? "the check could not tell, it \(judgement.ending.words)" : "wrong, the check \(judgement.ending.words)"
    if case .noScore(let line) = judgement.ending { text += ", but \"\(line)\"" }
    if !lines.isEmpty {
      text += "; its last lines:"
      for line in lines.suffix(Self.shownLines) { text += "\n    " + line.prefix(200) }
    }
    return text
  }

  /// One sentence where no check found a right answer, which speaks against the check.
  package func suspicion(of command: String) -> String? {
    guard right == 0, undecidedCount + wrong > 0 else { return nil }
    let count = undecidedCount + wrong
    guard count > 1, manners.count == 1, let manner = manners.first else {
      return wrong == 0
        ? "none of \(count) checks could tell; correct the check, which was: \(command)"
        : "no check found a right answer, of \(count); see that the check works on one that is right: \(command)"
    }
    return "ALL \(count) CHECKS FAILED IN THE SAME WAY: each \(manner.ending.words)"
      + (manner.lastLine.isEmpty ? "" : ", and said last \"\(manner.lastLine.prefix(200))\"")
      + "; the fault may be the check's: \(command)"
  }

  /// One sentence on the cells that have no grade; nil where there are none.
  package var summary: String? {
    guard undecidedCount > 0 else { return nil }
    let kinds = undecided.map { (count: $0.value, words: $0.key.words) }.sorted {
      ($1.count, $0.words) < ($0.count, $1.words)
    }
    let shown = cells.prefix(Self.shownCells).map { "\($0.task) of \($0.model)" }.joined(separator: ", ")
    let more = cells.count > Self.shownCells ? " and \(cells.count - Self.shownCells) more" : ""
    return "\(undecidedCount) answers have no grade, as their check could not tell ("
      + kinds.map { "\($0.count) \($0.words)" }.joined(separator: "; ") + "): \(shown)\(more); "
      + "correct the check, or say with --wrong which endings mean a wrong answer"
  }
}

extension CheckEnding {
  /// The ending without the line that a check printed, to count by.
  fileprivate var withoutText: CheckEnding {
    if case .noScore = self { .noScore("") } else { self }
  }
}
