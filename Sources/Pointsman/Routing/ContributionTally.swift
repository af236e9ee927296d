/// Pieces of a prompt's text, each once, numbered in the order in which they first came.
///
/// Pieces are compared byte for byte. As strings they would be normalised each time, which takes long where one letter has
/// thousands of accents.
struct PieceLabels {
  private var numbers: [[UInt8]: Int] = [:]
  /// For each piece its text, long words cut.
  private(set) var texts: [String] = []

  /// The number of a piece, valid UTF-8. O(length).
  mutating func number(of piece: [UInt8]) -> Int {
    if let number = numbers[piece] { return number }
    numbers[piece] = texts.count
    texts.append(Self.label(of: piece))
    return texts.count - 1
  }

  /// Bytes of a word that a label shows in full, and of the start of a longer one.
  private static let (longest, shown) = (64, 8)

  /// The text of a piece. Of a word longer than 64 bytes only the start, and how long it is: "aaaaaaaa… (65,536 bytes)".
  private static func label(of piece: [UInt8]) -> String {
    piece.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map { word in
      guard word.count > longest else { return String(decoding: word, as: UTF8.self) }
      var end = word.startIndex + shown
      // No character is parted.
      while word[end] & 0xc0 == 0x80 { end += 1 }
      return String(decoding: word[..<end], as: UTF8.self) + "… (\(grouped(word.count)) bytes)"
    }.joined(separator: " ")
  }

  /// A number with a comma before every three digits from the right.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.enumerated().map { index, digit in
      index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : "\(digit)"
    }.joined()
  }
}

/// Contributions of one source, those of one piece added up, in the order in which the pieces first came.
struct ContributionTally {
  private let source: Contribution.Source
  private let models: Int
  private var labels: PieceLabels
  /// pieces × M, row-major.
  private var values: [Double]

  /// A tally of the pieces that have a number already; `number(of:)` adds others.
  init(_ source: Contribution.Source, models: Int, labels: PieceLabels = PieceLabels()) {
    (self.source, self.models, self.labels) = (source, models, labels)
    values = [Double](repeating: 0, count: labels.texts.count * models)
  }

  /// The number of a piece, valid UTF-8. O(length).
  mutating func number(of piece: [UInt8]) -> Int {
    let number = labels.number(of: piece)
    if number * models == values.count { values += [Double](repeating: 0, count: models) }
    return number
  }

  /// Adds to what a piece contributes to a model. O(1).
  mutating func add(_ value: Double, piece: Int, model: Int) { values[piece * models + model] += value }

  var contributions: [Contribution] {
    labels.texts.enumerated().map { index, text in
      Contribution(source: source, text: text, values: Array(values[index * models..<(index + 1) * models]))
    }
  }
}
