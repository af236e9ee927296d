internal import PointsmanSupport

/// How a file writes scores: numbers from the worst to the best, words, or both.
///
/// Scores from 0 (failed) to 1 (solved) need no scale. A number up to 1e-9 beyond either end is taken as the end, because
/// sums of fractions end so.
public struct ScoreScale: Sendable, Equatable {
  /// The number that becomes 0; it may be the larger of the two, as where 1 is the best of six grades.
  public let worst: Double
  /// The number that becomes 1.
  public let best: Double
  /// The score from 0 to 1 of each word, by its lower-case spelling; nil for an outcome that was not observed.
  public let words: [String: Double?]
  /// The same of the words that are numbers.
  private let numbers: [Double: Double?]
  /// True if only the numbers among the words are scores.
  private let namesNumbers: Bool
  /// The scores that are expected, as an error names them: "a score from 1 to 5". Kept, because every score that is read
  /// comes with it.
  let expected: String
  /// The same of JSON, where null is a missing one.
  let expectedOrNull: String

  /// Scores from 0 to 1, without words.
  public static let unit = ScoreScale(worst: 0, best: 1, lowerWords: [:], namesNumbers: false)

  /// The letters of Inspect: C (correct) 1, P (partly correct) 0.5, I (incorrect) and N (no answer) 0.
  public static let letters = ScoreScale(
    worst: 0, best: 1, lowerWords: ["c": 1, "p": 0.5, "i": 0, "n": 0], namesNumbers: false)

  /// Numbers from `worst` to `best` and, beside them, words with their scores from 0 to 1. Case and spaces around a word
  /// do not matter.
  ///
  /// nil where the two are alike or not finite, and where a word is blank, comes twice or has a score outside 0 to 1.
  public init?(worst: Double, best: Double, words: [String: Double?] = [:]) {
    self.init(worst: worst, best: best, spelled: words, namesNumbers: false)
  }

  /// Words with their scores from 0 to 1; nil for an outcome that was not observed. Numbers are read from 0 to 1 unless
  /// some of the words are numbers: then no other number is a score.
  ///
  /// nil where there is no word, and where one is blank, comes twice or has a score outside 0 to 1.
  public init?(words: [String: Double?]) {
    guard !words.isEmpty else { return nil }
    self.init(worst: 0, best: 1, spelled: words, namesNumbers: true)
  }

  private init?(worst: Double, best: Double, spelled words: [String: Double?], namesNumbers: Bool) {
    guard worst.isFinite, best.isFinite, worst != best, (best - worst).isFinite else { return nil }
    var lower: [String: Double?] = [:]
    for (word, score) in words {
      let word = Self.key(word)
      guard !word.isEmpty, lower[word] == nil, score.map((0...1).contains) ?? true else { return nil }
      lower.updateValue(score, forKey: word)
    }
    self.init(worst: worst, best: best, lowerWords: lower, namesNumbers: namesNumbers)
  }

  private init(worst: Double, best: Double, lowerWords: [String: Double?], namesNumbers: Bool) {
    (self.worst, self.best, words) = (worst, best, lowerWords)
    var numbers: [Double: Double?] = [:]
    for (word, score) in lowerWords {
      if let number = Double(decimal: word) { numbers.updateValue(score, forKey: number) }
    }
    self.numbers = numbers
    self.namesNumbers = namesNumbers && !numbers.isEmpty
    let range = "a score from \(Self.text(worst)) to \(Self.text(best))"
    let named = lowerWords.keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
    if lowerWords.isEmpty {
      expected = range
    } else {
      expected = self.namesNumbers ? "one of the scores \(named)" : range + ", or one of \(named)"
    }
    expectedOrNull = expected + ", or null for one not observed"
  }

  private static let tolerance = 1e-9

  private static func key(_ word: String) -> String {
    String(word.lowercased().drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}

extension ScoreScale {
  /// A score as a file has it, read by a scale.
  enum Reading: Equatable {
    /// From 0 to 1.
    case score(Double)
    /// The outcome was not observed.
    case missing
    /// It is not on the scale.
    case stray
  }

  /// True if True and False are scores: without other ends than 0 and 1.
  var readsTruthValues: Bool { worst == 0 && best == 1 }

  func reading(of value: Double) -> Reading {
    if !numbers.isEmpty, let named = numbers[value] { return named.map { .score($0) } ?? .missing }
    if namesNumbers { return .stray }
    let score = readsTruthValues ? value : (value - worst) / (best - worst)
    // Adding 0 makes 0 of −0.
    if score >= 0, score <= 1 { return .score(score + 0) }
    if score >= -Self.tolerance, score < 0 { return .score(0) }
    return score > 1 && score <= 1 + Self.tolerance ? .score(1) : .stray
  }

  /// The number that a cell of CSV holds; on a scale from 0 to 100 with or without the sign of percent.
  func number(in text: String) -> Double? {
    if let number = Double(decimal: text) { return number }
    guard worst == 0, best == 100, text.utf8.last == UInt8(ascii: "%") else { return nil }
    return Double(decimal: String(text.dropLast()))
  }

  func reading(of word: String) -> Reading {
    guard !words.isEmpty, let named = words[Self.key(word)] else { return .stray }
    return named.map { .score($0) } ?? .missing
  }

  /// The number that a file has for a score from 0 to 1.
  func number(of score: Double) -> Double { readsTruthValues ? score : worst + score * (best - worst) }

  /// The number without a needless fraction.
  static func text(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
}
