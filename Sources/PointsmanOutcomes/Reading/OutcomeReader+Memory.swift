internal import PointsmanSupport

extension OutcomeReader {
  /// Reads bytes in memory as the content of a file, in any format, gzip or not. O(bytes).
  ///
  /// - Parameters:
  ///   - bytes: The content of a file.
  ///   - name: Used in place of the path in errors, and in the ids of rows that have none.
  public func read(bytes: [UInt8], named name: String = "outcomes") throws(OutcomesError) -> Result {
    try read(pieces: CollectionOfOne(bytes), named: name)
  }

  /// Reads a stream of bytes, piece after piece, as the content of a file. The pieces may be cut anywhere.
  ///
  /// Throws as `read(bytes:named:)`. Holds a piece at a time, beside the table.
  public func read(
    pieces: some Sequence<[UInt8]>, named name: String = "outcomes"
  ) throws(OutcomesError) -> Result {
    var iterator = pieces.makeIterator()
    return try read(inputs: [Input(name: name) { InputFile(named: name) { iterator.next() } }])
  }

  /// A file, or bytes in place of one, to be opened when its turn comes.
  struct Input {
    let name: String
    let open: () throws(OutcomesError) -> InputFile

    /// True for a file that other files lie beside.
    var isFile = false

    /// True for a folder.
    var isFolder: Bool { isFile && FolderListing.isFolder(name) }

    init(name: String, open: @escaping () throws(OutcomesError) -> InputFile) {
      (self.name, self.open) = (name, open)
    }

    init(path: String) {
      self.init(name: path) { () throws(OutcomesError) in try InputFile(path: path) }
      isFile = path != "-"
    }
  }
}

extension OutcomeTable {
  /// Reads a file of outcomes, in any format that `OutcomeReader` knows, gzip or not.
  ///
  /// ```swift
  /// let outcomes = try OutcomeTable(contentsOf: "outcomes.jsonl")
  /// ```
  ///
  /// Throws the faults of the file, each with its line and column. A file without any row is a fault. An `OutcomeReader`
  /// has settings, and says how many parts without text (images, say) the prompts have.
  public init(contentsOf path: String) throws(OutcomesError) { self = try OutcomeReader().read([path]).table }

  /// Reads bytes in memory as the content of a file. Errors give `name` in place of its path.
  public init(bytes: [UInt8], named name: String = "outcomes") throws(OutcomesError) {
    self = try OutcomeReader().read(bytes: bytes, named: name).table
  }

  /// Reads lines of text, one after another, as the content of a file: JSON Lines, or CSV with its header first.
  ///
  /// - Parameters:
  ///   - lines: without their line breaks; taken one at a time.
  ///   - name: Used in place of the path in errors.
  public init(lines: some Sequence<String>, named name: String = "outcomes") throws(OutcomesError) {
    self = try OutcomeReader().read(pieces: lines.lazy.map { Array($0.utf8) + [0x0a] }, named: name).table
  }
}
