/// The scores of a file that are not on its scale. They say that the file has another scale, not that rows are wrong, so
/// `OutcomeReader.skipsInvalid` does not drop them: that would drop one side of the scale.
public struct OffScale: Sendable, Equatable {
  /// The scores that were read.
  public internal(set) var scores = 0
  /// Numbers among them that are outside the scale.
  public internal(set) var outside = 0
  /// The least of all numbers that were read, in or outside the scale; nil where there is none.
  public internal(set) var lowest: Double?
  /// The greatest of them.
  public internal(set) var highest: Double?
  /// Words among them that the scale does not name, with their counts, the most frequent first, at most ten.
  public internal(set) var words: [Word] = []
  /// All words that the scale does not name.
  public internal(set) var wordCount = 0
  /// The column that they all are in; nil where there are several, or the format has none.
  public internal(set) var column: String?
  /// The scale that the file was read by.
  public internal(set) var scale = ScoreScale.unit

  /// A word, and how many scores it is.
  public struct Word: Sendable, Equatable {
    /// As the file has it where it first comes.
    public let word: String
    /// How many scores it is.
    public let count: Int
  }

  /// Their number and their range, or the words, after the first one's place.
  var summary: String {
    var parts: [String] = []
    if outside > 0, let lowest, let highest {
      let range = "\(ScoreScale.text(scale.worst))…\(ScoreScale.text(scale.best))"
      parts.append(
        "\(outside) of \(scores) scores \(outside == 1 ? "lies" : "lie") outside \(range): \(ScoreScale.text(lowest)) … "
          + ScoreScale.text(highest))
    }
    if wordCount > 0 {
      let named = words.prefix(5).map { "\($0.word) \($0.count)" }.joined(separator: ", ")
      let rest = words.count > 5 ? ", …" : ""
      parts.append("\(wordCount) of \(scores) scores \(wordCount == 1 ? "is a word" : "are words") (\(named)\(rest))")
    }
    return parts.joined(separator: "; ")
  }
}

/// A score that is not on the scale, in a row that was read all the same.
struct StrayScore {
  let line: Int
  /// Bytes, from 1.
  let column: Int
  let value: Value
  /// The name of its column, where the column is one model's.
  var name: String?

  enum Value: Equatable {
    case number(Double)
    case word(String)
  }

  var found: String {
    switch value {
    case .number(let number): ScoreScale.text(number)
    case .word(let word): "\"\(word.prefix(40))\""
    }
  }
}

/// The scores of one file so far, and those that are not on its scale.
struct ScoreTally {
  private var seen: OffScale
  private var counts: [String: Int] = [:]
  private var spellings: [String: String] = [:]
  private var names: Set<String?> = []
  private var first: (line: Int, column: Int, found: String)?
  private static let wordsKept = 1000

  init(_ scale: ScoreScale) {
    seen = OffScale()
    seen.scale = scale
  }

  /// Counts the scores of a row. True if all are on the scale.
  mutating func add(_ record: OutcomeRecord) -> Bool {
    guard record.battle == nil else { return true }
    seen.scores += record.outcomes.count
    for outcome in record.outcomes.values { extend(to: seen.scale.number(of: outcome.score)) }
    guard !record.strayScores.isEmpty else { return true }
    for stray in record.strayScores {
      seen.scores += 1
      names.insert(stray.name)
      if first == nil { first = (stray.line, stray.column, stray.found) }
      switch stray.value {
      case .number(let number):
        seen.outside += 1
        extend(to: number)
      case .word(let word):
        seen.wordCount += 1
        let key = word.lowercased()
        guard counts[key] != nil || counts.count < Self.wordsKept else { continue }
        counts[key, default: 0] += 1
        if spellings[key] == nil { spellings[key] = String(word.prefix(40)) }
      }
    }
    return false
  }

  private mutating func extend(to number: Double) {
    guard let lowest = seen.lowest, let highest = seen.highest else {
      (seen.lowest, seen.highest) = (number, number)
      return
    }
    if number < lowest { seen.lowest = number }
    if number > highest { seen.highest = number }
  }

  /// The fault of the file; nil where all scores are on the scale.
  func error(path: String) -> OutcomesError? {
    guard let first else { return nil }
    var seen = seen
    let frequent = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
    seen.words = frequent.map { OffScale.Word(word: spellings[$0.key] ?? $0.key, count: $0.value) }
    if names.count == 1, let name = names.first { seen.column = name }
    return .offScale(path: path, line: first.line, column: first.column, found: first.found, seen)
  }
}
