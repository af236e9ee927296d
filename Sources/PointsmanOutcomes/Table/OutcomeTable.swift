public import Pointsman
internal import PointsmanSupport

/// Benchmark outcomes: for each prompt, how each model did on it.
///
/// n rows (prompts) by M models. A cell without a score is missing: it was not observed, and is never taken for a
/// failure.
public struct OutcomeTable: Sendable {
  /// Names of the M models, in alphabetical order.
  public let models: [String]
  /// The n rows, in the order they were read.
  public internal(set) var rows: [OutcomeRow]
  /// n × M outcomes, row-major; nil where a model was not observed on a prompt.
  private let cells: [Outcome?]

  /// Rows and, for each, its outcomes by model name, which the caller has checked.
  package init(rows: [(row: OutcomeRow, outcomes: [String: Outcome])]) {
    let models = Set(rows.flatMap(\.outcomes.keys)).sorted()
    self.init(
      models: models, rows: rows.map(\.row), cells: rows.flatMap { entry in models.map { entry.outcomes[$0] } })
  }

  init(models: [String], rows: [OutcomeRow], cells: [Outcome?]) {
    (self.models, self.rows, self.cells) = (models, rows, cells)
  }

  /// The outcome of a model, by its index, on a row; nil where it was not observed.
  public func outcome(row: Int, model: Int) -> Outcome? { cells[row * models.count + model] }

  /// The score in [0, 1] of a model on a row; nil where it was not observed.
  public func score(row: Int, model: Int) -> Double? { outcome(row: row, model: model)?.score }

  /// The cost in USD of a model on a row; nil where it was not observed or not recorded.
  public func cost(row: Int, model: Int) -> Double? { outcome(row: row, model: model)?.cost }

  /// True if every observed cell records its cost.
  public var hasCosts: Bool { cells.allSatisfy { $0 == nil || $0?.cost != nil } }

  /// True if every model was observed on `row`.
  public func isComplete(row: Int) -> Bool { models.indices.allSatisfy { outcome(row: row, model: $0) != nil } }

  /// The rows at `indices`, in that order, over the same models.
  public func selecting(rows indices: [Int]) -> OutcomeTable {
    let width = models.count
    return OutcomeTable(
      models: models, rows: indices.map { rows[$0] },
      cells: indices.flatMap { cells[$0 * width..<($0 + 1) * width] })
  }

  /// The rows of this table and then those of `other`; one over other models is `OutcomesError.otherModels`.
  public func appending(_ other: OutcomeTable) throws(OutcomesError) -> OutcomeTable {
    guard models == other.models else { throw .otherModels(found: other.models, expected: models) }
    return joined(with: other)
  }

  /// The same of a table that the caller knows to be over the same models.
  package func joined(with other: OutcomeTable) -> OutcomeTable {
    OutcomeTable(models: models, rows: rows + other.rows, cells: cells + other.cells)
  }

  /// The rows of the named split, and all others; a name that no row has is an error.
  public func parting(split name: String) throws(OutcomesError) -> (split: OutcomeTable, others: OutcomeTable) {
    let inside = rows.indices.filter { rows[$0].split == name }
    guard !inside.isEmpty else {
      throw .unknownSplit(name: name, known: Set(rows.compactMap(\.split)).sorted())
    }
    return (selecting(rows: inside), selecting(rows: rows.indices.filter { rows[$0].split != name }))
  }

  /// The same rows over the named models, in alphabetical order; a name that the table lacks is an error.
  public func selecting(models names: [String]) throws(OutcomesError) -> OutcomeTable {
    for name in names where !models.contains(name) { throw .unknownModel(name: name, known: models) }
    let chosen = models.indices.filter { names.contains(models[$0]) }
    return OutcomeTable(
      models: chosen.map { models[$0] }, rows: rows,
      cells: rows.indices.flatMap { row in chosen.map { cells[row * models.count + $0] } })
  }

  /// The same outcomes with other prompts, one for each row.
  public func replacing(prompts: [Prompt]) -> OutcomeTable {
    precondition(prompts.count == rows.count, "each row needs a prompt")
    let rows = zip(rows, prompts).map { row, prompt in
      var row = row
      row.prompt = prompt
      return row
    }
    return OutcomeTable(models: models, rows: rows, cells: cells)
  }

  /// The same rows, each with all the outcomes of a row drawn at random without replacement.
  public func shufflingOutcomes(seed: UInt64) -> OutcomeTable {
    var generator = SplitMix64(seed: seed)
    let width = models.count
    let sources = generator.shuffled(Array(rows.indices))
    return OutcomeTable(
      models: models, rows: rows, cells: sources.flatMap { cells[$0 * width..<($0 + 1) * width] })
  }
}

extension OutcomeTable {
  /// The table of records that a reader handed over one by one.
  package init(records: [OutcomeRecord]) {
    var builder = TableBuilder()
    for record in records { builder.append(record) }
    self = builder.table()
  }
}

/// Makes a table of records as they come, and holds no record twice.
struct TableBuilder {
  private var rows: [OutcomeRow] = []
  /// The number that each model was given when it first came.
  private var numbers: [String: Int] = [:]
  /// The cells observed, row after row; those of row i begin at `starts[i]`.
  private var cells: [(model: Int32, outcome: Outcome)] = []
  private var starts: [Int] = []

  mutating func append(_ record: OutcomeRecord) {
    rows.append(record.row)
    starts.append(cells.count)
    for (model, outcome) in record.outcomes {
      let number = numbers[model] ?? numbers.count
      if number == numbers.count { numbers[model] = number }
      cells.append((Int32(number), outcome))
    }
  }

  /// O(rows × models).
  func table() -> OutcomeTable {
    let models = numbers.keys.sorted()
    var columns = [Int](repeating: 0, count: models.count)
    for (column, model) in models.enumerated() { columns[numbers[model]!] = column }
    var dense = [Outcome?](repeating: nil, count: rows.count * models.count)
    for row in rows.indices {
      let end = row + 1 < rows.count ? starts[row + 1] : cells.count
      for (model, outcome) in cells[starts[row]..<end] { dense[row * models.count + columns[Int(model)]] = outcome }
    }
    return OutcomeTable(models: models, rows: rows, cells: dense)
  }
}
