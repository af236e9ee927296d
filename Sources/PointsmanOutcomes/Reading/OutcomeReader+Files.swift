internal import Pointsman
internal import PointsmanSupport

extension OutcomeReader {
  /// Calls `body` with every record, in the order of the inputs.
  func forEachRecord(
    in inputs: [Input], _ body: (OutcomeRecord) throws(OutcomesError) -> Void
  ) throws(OutcomesError) -> Skipped {
    var skipped = Skipped()
    var reading = ReadingState(self, files: inputs.count)
    func take(_ record: OutcomeRecord?) throws(OutcomesError) {
      guard var record else { return }
      skipped.note(&record, prices)
      try body(record)
    }
    for input in try anchored(inputs) {
      let path = input.name
      var file = try input.open()
      if runsOtherPrograms, input.isFile, ParquetRows.mayBegin(with: try file.beginning(4)),
        let (bytes, program) = try ParquetRows.text(path)
      {
        skipped.habits.append("\(path): Parquet, read by \(program)")
        var piece: [UInt8]? = bytes
        file = InputFile(named: path) {
          defer { piece = nil }
          return piece
        }
      }
      let harness = try harness(of: &file, path: path)
      var tally: FileTally
      if let harness {
        let bytes = try HarnessFile.contents(file, path: path)
        let log = HarnessFile(path: path, isOnDisk: input.isFile, bytes: bytes)
        tally = FileTally(path: path, isLong: true, self)
        for next in try harness.records(of: log, &reading.context) { try take(try tally.accepted(next, &reading)) }
      } else {
        let (format, dialect) = try self.format(of: &file, path: path)
        for note in [dialect.note, file.endsLinesWithCR ? "its lines end with carriage returns alone" : nil] {
          if let note { skipped.habits.append("\(path): \(note)") }
        }
        tally = FileTally(path: path, isLong: format.isLong, self)
        if format.isCSV {
          var source = try CSVRecords(file, path: path, format: format, dialect: dialect, options: self)
          while let next = try source.next() { try take(try tally.accepted(next, &reading)) }
          skipped.replaced += source.replaced
          if let wide = source.wide { skipped.columns.append(wide.choice) }
        } else {
          var source = JSONRecords(file, path: path, format: format, options: self)
          while let next = try source.next() { try take(try tally.accepted(next, &reading)) }
          skipped.replaced += source.replaced
        }
      }
      if tally.rows + tally.faults == 0 { throw .empty(path: path) }
      if let error = tally.scoreError { throw error }
      if scale != .unit, tally.rows > 0, tally.rows == tally.battles { throw .scaleOfBattles(path: path) }
      if let error = tally.error, !skipsInvalid { throw error }
      reading.rows += tally.rows
      skipped.count += tally.faults
      skipped.first += tally.first
    }
    try reading.checkRenames()
    for record in reading.joined.finished() { try take(record) }
    skipped.unobserved = reading.unobserved
    skipped.habits += reading.context.notes + reading.joined.notes
    if reading.rows == 0 { throw skipped.count == 1 ? skipped.first[0] : .several(skipped.first, count: skipped.count) }
    return skipped
  }

  /// The inputs, each folder replaced by the anchors of harnesses' logs in it.
  private func anchored(_ inputs: [Input]) throws(OutcomesError) -> [Input] {
    var files: [Input] = []
    for input in inputs {
      guard input.isFolder else {
        files.append(input)
        continue
      }
      let paths: [String]
      do throws(FileFailure) {
        paths = try FolderListing.files(below: input.name)
      } catch {
        throw .unreadable(path: input.name, reason: error.reason)
      }
      let before = files.count
      for path in paths where HarnessReaders.mayBeAnchor(path) {
        var file = try InputFile(path: path)
        let opening = JSONOpening(Array(try file.beginning(FormatSniffer.length)))
        guard let reader = HarnessReaders.reader(of: opening, name: path), format ?? reader.format == reader.format
        else { continue }
        files.append(Input(path: path))
      }
      guard files.count > before else {
        let wanted = format.map { "logs of \($0.rawValue)" } ?? "logs of a harness that is known"
        throw .harness(
          path: input.name, found: "a folder without \(wanted)",
          remedy: "name its files of outcomes, or a folder of one of "
            + HarnessReaders.names.listed)
      }
    }
    return files
  }

  /// The harness whose log a file is; nil for files of rows. Files that hold no score of a prompt are refused by name.
  private func harness(of file: inout InputFile, path: String) throws(OutcomesError) -> (any HarnessReader.Type)? {
    if let format { return HarnessReaders.reader(of: format) }
    let opening = JSONOpening(Array(try file.beginning(FormatSniffer.length)))
    if let reader = HarnessReaders.reader(of: opening, name: path) { return reader }
    if let (found, remedy) = RefusedShapes.refusal(opening, name: path) {
      throw .harness(path: path, found: found, remedy: remedy)
    }
    return nil
  }
}

/// The state of reading, over all files of a command.
struct ReadingState {
  let options: OutcomeReader
  var context: HarnessContext
  var joined: JoinedRecords
  var ids: SeenIDs
  /// Rows that were read.
  var rows = 0
  /// By reason and model.
  var unobserved: [String: [String: Int]] = [:]
  /// The names of models in the files, where some get others.
  var names: Set<String> = []

  init(_ options: OutcomeReader, files: Int) {
    self.options = options
    context = HarnessContext(options)
    joined = JoinedRecords(options)
    ids = SeenIDs(files: files)
  }

  /// Throws where a model that is to get another name is in no file.
  func checkRenames() throws(OutcomesError) {
    for name in options.renames.keys.sorted() where !names.contains(name) {
      throw .unknownRename(name: name, known: names.sorted())
    }
  }
}

extension OutcomeReader.Skipped {
  /// Counts what is to be said of a record, and gives its outcomes the costs that their tokens have.
  mutating func note(_ record: inout OutcomeRecord, _ prices: PriceList?) {
    partsPassedOver += record.partsPassedOver
    missingWords += record.missingWords
    for model in record.failures { failedRequests[model, default: 0] += 1 }
    if record.row.prompt.messages.count == 1 {
      let text = record.row.prompt.messages[0].content
      if PromptCell.isList(text) { listPrompts += 1 }
      if MissingWord.isOne(text) { missingPrompts += 1 }
    }
    for (model, outcome) in record.outcomes {
      if let repeats = outcome.repeats.flatMap({ Int(exactly: $0) }), repeats > 1 {
        means += 1
        mostRepeats = max(mostRepeats, repeats)
      }
      guard outcome.cost == nil, let price = prices?.prices[model], let input = outcome.inputTokens,
        let output = outcome.outputTokens
      else { continue }
      let cost = price.cost(input: input, output: output)
      // A price and a number of tokens beyond all measure make no cost.
      guard Outcome.Measure.amounts ~= cost else { continue }
      record.outcomes[model]?.cost = cost
      priced += 1
    }
  }
}
