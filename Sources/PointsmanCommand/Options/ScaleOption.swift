import ArgumentParser
import Foundation
import PointsmanOutcomes
internal import PointsmanSupport

/// How the files write scores.
struct ScaleOption: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The scale of the scores: its worst and best number (1:5, 0:100), words with their scores (PASS=1,FAIL=0,ERROR=none), or "
        + "letters (C=1,P=0.5,I=0,N=0).", valueName: "low:high"))
  var scale: [String] = []

  func validate() throws { _ = try chosen() }

  /// The scale; nil where none was given.
  func chosen() throws -> ScoreScale? {
    let items = try NameList.names(scale, option: "--scale")
    guard !items.isEmpty else { return nil }
    var range: (worst: Double, best: Double)?
    var words: [String: Double?] = [:]
    for item in items {
      if item == "letters" {
        words.merge(ScoreScale.letters.words) { named, _ in named }
      } else if let sign = item.lastIndex(of: "=") {
        let word = item[..<sign].trimmingCharacters(in: .whitespaces)
        let value = item[sign...].dropFirst().trimmingCharacters(in: .whitespaces)
        let score = Double(decimal: value)
        guard value == "none" || score.map((0...1).contains) ?? false, !word.isEmpty else { throw Self.fault(item) }
        guard words[word] == nil else { throw ValidationError("--scale gives \"\(word)\" two scores; give it one.") }
        words.updateValue(score, forKey: word)
      } else {
        let ends = item.split(separator: ":", omittingEmptySubsequences: false).map { Double(decimal: String($0)) }
        guard ends.count == 2, let worst = ends[0], let best = ends[1], worst != best, range == nil else {
          throw Self.fault(item)
        }
        range = (worst, best)
      }
    }
    let scale = range.map { ScoreScale(worst: $0.worst, best: $0.best, words: words) } ?? ScoreScale(words: words)
    guard let scale else { throw Self.fault(items.joined(separator: ",")) }
    return scale
  }

  private static func fault(_ item: String) -> ValidationError {
    ValidationError(
      "--scale has \"\(item)\"; write two different numbers, the worst and the best (1:5), words with scores from 0 to 1 or "
        + "none (PASS=1,FAIL=0,ERROR=none), or letters.")
  }

  /// The scores that words usually have, to suggest a scale by.
  static let knownScores: [String: String] = {
    var scores: [String: String] = [:]
    for word in [
      "c", "correct", "pass", "passed", "success", "solved", "resolved", "right", "yes", "y", "true", "t", "ok", "win",
    ] {
      scores[word] = "1"
    }
    for word in ["p", "partial", "partially correct", "half", "tie"] { scores[word] = "0.5" }
    for word in [
      "i", "incorrect", "fail", "failed", "failure", "unsolved", "unresolved", "wrong", "no", "n", "false", "f", "loss",
    ] {
      scores[word] = "0"
    }
    for word in ["error", "timeout", "skipped", "nan", "none", "null", "na", "n/a", "<na>"] { scores[word] = "none" }
    return scores
  }()
}
