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
