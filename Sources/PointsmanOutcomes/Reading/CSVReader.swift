internal import Pointsman
internal import PointsmanSupport

/// The outcome records of a CSV file, in any of the three CSV formats.
struct CSVRecords: ~Copyable {
  let path: String
  let format: OutcomeFormat
  private let options: OutcomeReader
  private let header: CSVHeader
  private var csv: CSVReader
  /// Of a wide file: its columns, and the rows that they were found from and that are not returned yet, the last first.
  private(set) var wide: WideColumns?
  private var opening: [Result<[CSVField], RowFault>] = []
  private var hasOpening = false

  /// Reads the header. A name that comes twice, or a column that the format needs and that is not there, is an error.
  init(
    _ file: consuming InputFile, path: String, format: OutcomeFormat, dialect: CSVDialect, options: OutcomeReader
  ) throws(OutcomesError) {
    var csv = try CSVReader(
      file, path: path, separator: dialect.separator, replacesInvalidBytes: options.replacesInvalidBytes)
    if dialect.hasSeparatorLine { _ = try csv.next() }
    guard let first = try csv.next() else { throw .empty(path: path) }
    let header: CSVHeader
    do throws(RowFault) {
      header = try CSVHeader(try first.get(), dialect)
    } catch {
      throw error.error(path: path)
    }
    let needed: [[String]] =
      switch format {
      case .csvLong: [ColumnAliases.prompt, ColumnAliases.model, ColumnAliases.score]
      case .csvBattles: [["model_a"], ["model_b"]]
      default: [ColumnAliases.prompt]
      }
    for spellings in needed where !spellings.contains(where: { header.places[$0] != nil }) {
      throw .missingColumn(
        path: path, found: header.names, expected: "one named " + spellings.joined(separator: " or "))
    }
    (self.path, self.format, self.options, self.header) = (path, format, options, header)
    self.csv = csv
  }

  /// The rows that a wide file's columns are found from, and the bytes that they hold, at most.
  private static let openingRows = 10_000
  private static let openingBytes = 1 << 26

  /// Reads the first rows, and finds the columns by those of them that have all fields.
  private mutating func readOpening() throws(OutcomesError) {
    var (rows, bytes, isWhole) = ([[CSVField]](), 0, false)
    while opening.count < Self.openingRows, bytes < Self.openingBytes {
      guard let record = try csv.next() else {
        isWhole = true
        break
      }
      opening.append(record)
      guard case .success(let fields) = record, fields.count == header.names.count else { continue }
      rows.append(header.hasDecimalComma ? fields.map(\.withDecimalPoint) : fields)
      bytes += fields.reduce(0) { $0 + $1.text.utf8.count }
    }
    opening.reverse()
    hasOpening = true
    if !rows.isEmpty { wide = try WideColumns(header.fields, rows, isWhole: isWhole, path: path, options: options) }
  }

  /// The columns of a wide file, by its first rows or, where those are faulty, by this one. A cell that differs from the
  /// others of a column that was left out as constant is a fault of the file: nobody knows then what the column is.
  private mutating func columns(_ fields: [CSVField]) throws(OutcomesError) -> WideColumns {
    if wide == nil { wide = try WideColumns(header.fields, [fields], isWhole: false, path: path, options: options) }
    let columns = wide!
    for (column, text) in columns.constants
    where ![text, ""].contains(header.hasDecimalComma ? fields[column].text.withDecimalPoint : fields[column].text) {
      throw .invalid(
        path: path, line: fields[column].line, column: fields[column].column,
        found: "\"\(fields[column].text.prefix(40))\"",
        expected: "\"\(text)\" in column \"\(header.names[column])\", as in the rows before" + RowRemedy.modelsToName)
    }
    return columns
  }

  /// Cells in which bytes that are not UTF-8 were replaced.
  var replaced: Int { csv.replaced }

  /// The next record, or what is wrong with it; nil at the end of the file.
  mutating func next() throws(OutcomesError) -> Result<OutcomeRecord, RowFault>? {
    if format == .csvWide, !hasOpening { try readOpening() }
    let record: Result<[CSVField], RowFault>
    if let first = opening.popLast() {
      record = first
    } else if let next = try csv.next() {
      record = next
    } else {
      return nil
    }
    var columns: WideColumns?
    if format == .csvWide, case .success(let fields) = record, fields.count == header.names.count {
      columns = try self.columns(fields)
    }
    do throws(RowFault) {
      let row = try FlatRow(try record.get(), header: header)
      let id = "\(path):\(row.line)"
      switch format {
      case .csvLong: return .success(try row.longRecord(fallbackID: id, scale: options.scale))
      case .csvBattles: return .success(try row.battleRecord(fallbackID: id))
      default:
        // A row of another length than the header's is a fault, so the columns are known.
        return .success(try row.wideRecord(columns!, fallbackID: id, scale: options.scale))
      }
    } catch {
      return .failure(error)
    }
  }
}

/// The records of a CSV file (RFC 4180): commas, or another separator, fields in double quotes where they hold
/// commas, quotes (doubled) or line breaks, lines that end with LF or CR LF.
struct CSVReader: ~Copyable {
  private let path: String
  private var file: InputFile
  private let separator: UInt8
  private let replacesInvalidBytes: Bool
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  private var (start, end) = (0, 0)
  /// The place of the byte read last, both from 1.
  private var (line, column) = (1, 0)
  private var lastByte: UInt8?
  /// Fields in which bytes that are not UTF-8 were replaced.
  private(set) var replaced = 0

  private static let quote = UInt8(ascii: "\"")
  private static let quotesDoubled = "a quote within a quoted field is written twice"

  init(
    _ file: consuming InputFile, path: String, separator: UInt8 = UInt8(ascii: ","), replacesInvalidBytes: Bool
  ) throws(OutcomesError) {
    self.file = file
    (self.path, self.separator, self.replacesInvalidBytes) = (path, separator, replacesInvalidBytes)
    // A byte-order mark takes three bytes, and no column.
    if try self.file.opening(3).elementsEqual([0xef, 0xbb, 0xbf]) {
      for _ in 0..<3 { _ = try nextByte() }
      column = 0
    }
  }

  /// The next record, or what is wrong with it, after which reading goes on with the next line; nil at the end of the
  /// file. An empty line is passed over.
  mutating func next() throws(OutcomesError) -> Result<[CSVField], RowFault>? {
    var fields: [CSVField] = []
    while let first = try nextByte() {
      let (place, (content, last)) = ((line, column), try content(from: first))
      do throws(RowFault) {
        let field = try field(try content.get(), line: place.0, column: place.1)
        if fields.isEmpty, last != separator, field.text.isEmpty, first != Self.quote { continue }
        fields.append(field)
      } catch {
        try skipLine(after: last)
        return .failure(error)
      }
      if last != separator { return .success(fields) }
    }
    guard !fields.isEmpty else { return nil }
    // The file ends with a comma: one more field, an empty one.
    fields.append(CSVField(text: "", line: line, column: column + 1))
    return .success(fields)
  }

  /// The bytes of the field that begins with `first`, and the byte after it: a comma, a line feed, or none.
  private mutating func content(
    from first: UInt8
  ) throws(OutcomesError) -> (Result<[UInt8], RowFault>, last: UInt8?) {
    if first == Self.quote { return try quoted() }
    var (bytes, byte): ([UInt8], UInt8?) = ([], first)
    while let next = byte, next != separator, next != 0x0a {
      try append(next, to: &bytes)
      byte = try nextByte()
    }
    if byte != separator, bytes.last == 0x0d { bytes.removeLast() }
    return (.success(bytes), byte)
  }

  /// The text between the quote read last and the one that closes it.
  private mutating func quoted() throws(OutcomesError) -> (Result<[UInt8], RowFault>, last: UInt8?) {
    let opening = (line: line, column: column)
    var bytes: [UInt8] = []
    while let byte = try nextByte() {
      guard byte == Self.quote else {
        try append(byte, to: &bytes)
        continue
      }
      var after = try nextByte()
      if after == Self.quote {
        try append(Self.quote, to: &bytes)
        continue
      }
      if after == 0x0d { after = try nextByte() }
      if after == nil || after == separator || after == 0x0a { return (.success(bytes), after) }
      let fault = RowFault(
        line: line, column: column, found: "text after a closing quote",
        expected: "a comma or the end of the line; " + Self.quotesDoubled)
      return (.failure(fault), after)
    }
    let fault = RowFault(
      line: opening.line, column: opening.column, found: "a field that opens with a double quote and never ends",
      expected: "a closing quote; " + Self.quotesDoubled)
    return (.failure(fault), nil)
  }

  private func append(_ byte: UInt8, to bytes: inout [UInt8]) throws(OutcomesError) {
    guard bytes.count < TextLines<InputFile>.standardLimit else {
      throw .lineTooLong(path: path, line: line, limit: TextLines<InputFile>.standardLimit)
    }
    bytes.append(byte)
  }

  private mutating func field(_ bytes: [UInt8], line: Int, column: Int) throws(RowFault) -> CSVField {
    if let nul = bytes.firstIndex(of: 0) {
      throw RowFault(
        line: line, column: column + nul, found: "a NUL byte", expected: "text; is the file binary, or UTF-16?")
    }
    if let text = String(validating: bytes, as: UTF8.self) { return CSVField(text: text, line: line, column: column) }
    guard replacesInvalidBytes else {
      let offset = InvalidUTF8.offset(in: bytes[...])
      throw RowFault(notUTF8: bytes[offset], line: line, column: column + offset)
    }
    replaced += 1
    return CSVField(text: String(decoding: bytes, as: UTF8.self), line: line, column: column)
  }

  private mutating func skipLine(after last: UInt8?) throws(OutcomesError) {
    var byte = last
    while byte != nil, byte != 0x0a { byte = try nextByte() }
  }

  private mutating func nextByte() throws(OutcomesError) -> UInt8? {
    if start == end {
      (start, end) = (0, try file.read(into: &buffer))
      if end == 0 { return nil }
    }
    // A line break belongs to the line that it ends.
    if lastByte == 0x0a { (line, column) = (line + 1, 0) }
    lastByte = buffer[start]
    start += 1
    column += 1
    return lastByte
  }
}

/// A cell of a CSV file, as text, and where it begins.
struct CSVField {
  var text: String
  let line: Int
  /// Bytes, from 1.
  let column: Int
}
