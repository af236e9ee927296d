/// The records of CSV.
struct CSVRecords: ~Copyable {
  let path: String
  let format: OutcomeFormat
  let models: [String]?
  private let header: [String]
  private var wide: WideColumns?
  private var csv: CSVReader

  /// Reads the header. A name that comes twice, or a column that the format needs and that is not there, is an error.
  init(
    _ file: consuming InputFile, path: String, format: OutcomeFormat, options: OutcomeReader
  ) throws(OutcomesError) {
    var csv = try CSVReader(file, path: path, replacesInvalidBytes: options.replacesInvalidBytes)
    guard let first = try csv.next() else { throw .empty(path: path) }
    let names: [String]
    do throws(RowFault) {
      names = try Self.names(try first.get())
    } catch {
      throw error.error(path: path)
    }
    let needed: [[String]] =
      switch format {
      case .csvLong: [ColumnAliases.prompt, ColumnAliases.model, ColumnAliases.score]
      case .csvBattles: [["model_a"], ["model_b"]]
      default: [ColumnAliases.prompt]
      }
    for spellings in needed where !spellings.contains(where: names.contains) {
      throw .missingColumn(path: path, found: names, expected: "one named " + spellings.joined(separator: " or "))
    }
    (self.path, self.format, models, header) = (path, format, options.models, names)
    self.csv = csv
  }

  private static func names(_ fields: [CSVField]) throws(RowFault) -> [String] {
    var names: [String] = []
    for field in fields {
      guard field.text.isEmpty || !names.contains(field.text) else {
        throw RowFault(
          line: field.line, column: field.column, found: "the column \"\(field.text)\" again",
          expected: "each column once")
      }
      names.append(field.text)
    }
    return names
  }

  /// Cells in which bytes that are not UTF-8 were replaced.
  var replaced: Int { csv.replaced }

  /// The next record, or what is wrong with it; nil at the end of the file.
  mutating func next() throws(OutcomesError) -> Result<OutcomeRecord, RowFault>? {
    guard let record = try csv.next() else { return nil }
    do throws(RowFault) {
      let row = try FlatRow(try record.get(), header: header)
      let id = "\(path):\(row.line)"
      switch format {
      case .csvLong: return .success(try row.longRecord(fallbackID: id))
      case .csvBattles: return .success(try row.battleRecord(fallbackID: id))
      default:
        if wide == nil { wide = try WideColumns(first: row, chosen: models) }
        return .success(try wide!.record(row, fallbackID: id))
      }
    } catch {
      return .failure(error)
    }
  }
}
