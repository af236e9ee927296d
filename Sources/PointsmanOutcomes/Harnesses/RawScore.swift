internal import PointsmanSupport

/// A score as a harness wrote it, before any scale.
enum RawScore: Equatable {
  case number(Double)
  case word(String)
  /// Nothing was scored: NaN or null.
  case missing
  /// Several criteria in one score.
  case several([Named])
  /// Something else: a list, say.
  case other(String)

  /// One criterion.
  struct Named: Equatable {
    let name: String
    let score: RawScore
  }

  /// The score from 0 to 1, or why there is none; `scale` is the user's.
  ///
  /// Words that the scale does not name mean what Inspect and promptfoo say: C, P, I and N, pass and fail, yes and no, true and
  /// false, and numbers in quotes.
  func reading(_ scale: ScoreScale) -> (reading: ScoreScale.Reading, value: StrayScore.Value) {
    switch self {
    case .number(let number): return (scale.reading(of: number), .number(number))
    case .word(let word):
      let named = scale.reading(of: word)
      if named != .stray { return (named, .word(word)) }
      if let number = Double(decimal: word) { return (scale.reading(of: number), .number(number)) }
      guard let score = Self.words[word.lowercased()] else { return (.stray, .word(word)) }
      return (.score(score), .word(word))
    case .missing: return (.missing, .word("NaN"))
    case .several(let criteria): return (.stray, .word("\(criteria.count) criteria in one"))
    case .other(let found): return (.stray, .word(found))
    }
  }

  /// Source: `value_to_float` of inspect_ai.
  private static let words: [String: Double] = [
    "c": 1, "p": 0.5, "i": 0, "n": 0, "yes": 1, "no": 0, "true": 1, "false": 0, "pass": 1, "fail": 0,
  ]

  /// True for what could be one criterion's score.
  var isUsable: Bool {
    switch self {
    case .number, .word, .missing: true
    case .several, .other: false
    }
  }
}

extension JSONReader {
  /// Reads any value as a score; NaN, which Python writes, is a missing one.
  mutating func readScore() throws(JSONError) -> RawScore {
    switch nextKind() {
    case .number: return .number(try readDouble())
    case .string: return .word(try readString())
    case .boolean: return .number(try readBool() ? 1 : 0)
    case .null, .invalid:
      try skipValue()
      return .missing
    case .array:
      try skipValue()
      return .other("a list")
    case .object:
      var criteria: [RawScore.Named] = []
      var object = try beginObject()
      while let name = try nextKey(&object) { criteria.append(.init(name: name, score: try readScore())) }
      return .several(criteria)
    }
  }

  /// A number; nil where the value is anything else, NaN among it.
  mutating func readNumberIfAny() throws(JSONError) -> Double? {
    guard nextKind() == .number else {
      try skipValue()
      return nil
    }
    return try readDouble()
  }

  /// A text; nil where the value is anything else.
  mutating func readTextIfAny() throws(JSONError) -> String? {
    guard nextKind() == .string else {
      try skipValue()
      return nil
    }
    return try readString()
  }

  /// Reads the members that `body` takes, of an object; false leaves a member to be passed over. A value of another kind is
  /// passed over.
  mutating func readMembers(
    _ body: (_ name: String, _ json: inout JSONReader) throws(JSONError) -> Bool
  ) throws(JSONError) {
    guard nextKind() == .object else { return try skipValue() }
    var object = try beginObject()
    while let name = try nextKey(&object) {
      if try !body(name, &self) { try skipValue() }
    }
  }

  /// Calls `body` at every element of an array, which it reads; a value of another kind is passed over.
  mutating func readElements(_ body: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
    guard nextKind() == .array else { return try skipValue() }
    try beginArray()
    var count = 0
    while try nextElement(after: count) {
      try body(&self)
      count += 1
    }
  }

  /// True if a value says that something is there: not null, false, 0 or empty. Reads it.
  mutating func readIsFilled() throws(JSONError) -> Bool {
    if case .invalid = nextKind() {
      try skipValue()
      return false
    }
    return try readValue().isFilled
  }
}
