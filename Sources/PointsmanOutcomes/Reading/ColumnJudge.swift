/// The cells of a wide CSV file's first rows, by column: which hold scores.
struct ColumnJudge {
  private let isWhole: Bool
  private let scale: ScoreScale
  /// By column.
  private var counted: [Int: Cells] = [:]

  /// So many rows tell that a column is constant.
  private static let fewestRows = 3

  /// Counts the cells of `columns`. O(cells).
  init(_ columns: some Sequence<Int>, of rows: [[CSVField]], isWhole: Bool, scale: ScoreScale) {
    (self.isWhole, self.scale) = (isWhole, scale)
    for column in columns { counted[column] = Self.count(column, rows, scale) }
  }

  /// The cells of one column, counted.
  private struct Cells {
    var (filled, numbers, truths, named) = (0, 0, 0, 0)
    var first: String?
    var isConstant = true
    /// Different texts that are no scores, as far as they are few and short.
    var words: [String] = []
    var hasFewWords = true

    /// Those that a scale reads, or that are numbers.
    var scores: Int { numbers + truths + named }
  }

  private static let mostWords = 8

  private func cells(_ column: Int) -> Cells { counted[column] ?? Cells() }

  private static func count(_ column: Int, _ rows: [[CSVField]], _ scale: ScoreScale) -> Cells {
    var cells = Cells()
    for row in rows where !row[column].text.isEmpty {
      let text = row[column].text
      cells.filled += 1
      if cells.first == nil { cells.first = text }
      if cells.isConstant, text != cells.first { cells.isConstant = false }
      if scale.reading(of: text) != .stray {
        cells.named += 1
      } else if TruthValue(text) != nil {
        cells.truths += 1
      } else if scale.number(in: text) != nil {
        cells.numbers += 1
      } else if cells.hasFewWords, !cells.words.contains(text) {
        cells.words.append(text)
        cells.hasFewWords = cells.words.count <= mostWords && text.utf8.count <= 24
      }
    }
    return cells
  }
}

extension ColumnJudge {
  /// Takes from `candidates` the columns that hold no scores, or have names of attributes or one value in every row.
  func leaveOut(_ candidates: inout [WideColumns.Model]) -> [(column: Int, reason: ModelColumns.Reason)] {
    var leftOut: [(column: Int, reason: ModelColumns.Reason)] = []
    candidates.removeAll { model in
      guard let reason = reason(against: model) else { return false }
      leftOut.append((model.score, reason))
      return true
    }
    return leftOut
  }

  private func reason(against model: WideColumns.Model) -> ModelColumns.Reason? {
    let cells = cells(model.score)
    if cells.filled > 0, cells.scores * 2 < cells.filled {
      // Words are short, or come again.
      let areWords =
        cells.words.count < cells.filled || cells.words.allSatisfy { $0.utf8.count <= 10 && !$0.contains(" ") }
      return cells.hasFewWords && areWords ? .words(cells.words) : .text
    }
    // The name says that it is a score.
    if model.name != model.column { return nil }
    if AttributeName.isLike(model.name) { return .attribute }
    if cells.filled == 0 { return isWhole ? .empty : nil }
    guard cells.isConstant, cells.filled >= Self.fewestRows, cells.numbers > 0, let first = cells.first else {
      return nil
    }
    switch scale.number(in: first).map(scale.reading(of:)) {
    case .score(0), .score(1): return nil
    default: return .constant(first)
    }
  }

  /// True if every cell is True or False, and the scale does not name them.
  func holdsTruthValues(_ column: Int) -> Bool {
    let cells = cells(column)
    return cells.truths > 0 && cells.truths == cells.filled
  }

  /// True if cells are numbers.
  func holdsNumbers(_ column: Int) -> Bool { cells(column).numbers > 0 }

  /// The columns of `columns` that hold numbers or truth values.
  func scores(among columns: [Int]) -> [Int] {
    columns.filter { column in
      let cells = cells(column)
      return cells.filled > 0 && cells.scores == cells.filled
    }
  }

  /// The score in every row, 0 or 1; nil where scores differ.
  func constantScore(_ column: Int) -> Double? {
    let cells = cells(column)
    guard cells.isConstant, cells.filled >= Self.fewestRows, let first = cells.first else { return nil }
    if scale.readsTruthValues, let truth = TruthValue(first) { return truth.score }
    let reading = scale.number(in: first).map(scale.reading(of:)) ?? scale.reading(of: first)
    return if case .score(let score) = reading { score } else { nil }
  }
}
