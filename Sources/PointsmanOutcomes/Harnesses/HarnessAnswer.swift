internal import Pointsman
internal import PointsmanSupport

/// One model's answer to one prompt, once, as a harness's log has it.
struct HarnessAnswer {
  var model = ""
  /// The task or the data set that the id belongs to.
  var dataset: String?
  /// Of the prompt within the data set.
  var id = ""
  /// Joins answers to one prompt where that is another text than the id: a hash of the document, say.
  var key: String?
  var prompt: Prompt?
  var partsPassedOver = 0
  var category: String?
  var split: String?
  /// The harness's own score of the answer, where it has one beside its criteria.
  var primary: RawScore?
  /// By criterion, in the order of the file.
  var scores: [RawScore.Named] = []
  /// Why the answer says nothing about the model, as a note names it: "with an error".
  var unobserved: String?
  var cost: Double?
  var latency: Double?
  var inputTokens: Double?
  var outputTokens: Double?
  var outputCharacters: Double?
  /// True if prompts of one key may differ in their text: a model's own template, say.
  var mayDifferInText = false

  /// The answer as a record to be joined with those of other models and runs.
  ///
  /// - Parameters:
  ///   - place: where it is in the file.
  ///   - name: of the answer in messages, "sample 3".
  func record(at place: FilePlace, name: String, _ options: OutcomeReader) -> Result<OutcomeRecord, RowFault> {
    func fault(_ found: String, _ expected: String) -> Result<OutcomeRecord, RowFault> {
      .failure(RowFault(line: place.line, column: place.column, found: "\(name): \(found)", expected: expected))
    }
    let id = [dataset, self.id].compactMap(\.self).joined(separator: "/")
    for (kind, text) in [
      ("model", model), ("id", id), ("dataset", dataset), ("category", category), ("split", split),
    ] {
      if let text, let (found, expected) = NameRule.fault(in: text, of: kind) { return fault(found, expected) }
    }
    guard let prompt, !prompt.isBlank else { return fault("an empty prompt", "a prompt with text in it") }
    var row = OutcomeRow(id: id, prompt: prompt)
    (row.category, row.dataset, row.split) = (category, dataset, split)
    var record = OutcomeRecord(row: row, line: place.line, hasID: true, outcomes: [:])
    record.joinKey = "\(dataset ?? "")\u{0}\(key ?? self.id)"
    (record.partsPassedOver, record.mayDifferInText) = (partsPassedOver, mayDifferInText)
    func missing(_ reason: String) -> Result<OutcomeRecord, RowFault> {
      record.unobserved.append((model, reason))
      return .success(record)
    }
    if let unobserved { return missing(unobserved) }
    let score: Double
    switch self.score(options, at: place, name: name) {
    case .failure(let fault): return .failure(fault)
    case .success(.missing): return missing("without a score (NaN, null)")
    case .success(.stray(let stray)):
      record.strayScores.append(stray)
      return .success(record)
    case .success(.score(let value)): score = value
    }
    var outcome = Outcome(score: score)
    let measures = [
      ("cost", cost), ("latency_s", latency), ("input_tokens", inputTokens), ("output_tokens", outputTokens),
      ("output_chars", outputCharacters),
    ]
    for measure in Outcome.Measure.all {
      guard let value = measures.first(where: { $0.0 == measure.name })?.1 else { continue }
      guard measure.range ~= value else { return fault("\(measure.name) \(value)", measure.expected) }
      outcome[keyPath: measure.path] = value + 0
    }
    record.outcomes[model] = outcome
    return .success(record)
  }

  private enum Score {
    case score(Double)
    case missing
    case stray(StrayScore)
  }

  /// The mean of the criteria that the options name and the answer has, or its only score.
  private func score(
    _ options: OutcomeReader, at place: FilePlace, name: String
  ) -> Result<Score, RowFault> {
    func fault(_ found: String, _ expected: String) -> Result<Score, RowFault> {
      .failure(RowFault(line: place.line, column: place.column, found: "\(name): \(found)", expected: expected))
    }
    var criteria = scores.flatMap { Self.flattened($0) }
    if let primary {
      if options.criteria.isEmpty || criteria.isEmpty { criteria = [.init(name: "score", score: primary)] }
    }
    let usable = criteria.filter(\.score.isUsable)
    guard !usable.isEmpty else {
      return criteria.isEmpty
        ? .success(.missing) : fault("scores that no scale reads: \(Self.listed(criteria))", options.scale.expected)
    }
    var chosen: [(score: RawScore, weight: Double)] = []
    if options.criteria.isEmpty {
      guard usable.count == 1 else {
        return fault(
          "\(usable.count) criteria, \(Self.listed(usable))", "one score" + RowRemedy.criteriaToName)
      }
      chosen = [(usable[0].score, 1)]
    } else {
      for criterion in options.criteria {
        let named = usable.filter { $0.name == criterion.name || $0.name.hasSuffix("/" + criterion.name) }
        guard named.count < 2 else {
          return fault("\"\(criterion.name)\" of \(Self.listed(named))", "one of them" + RowRemedy.criteriaToName)
        }
        if let only = named.first { chosen.append((only.score, criterion.weight)) }
      }
      guard !chosen.isEmpty else {
        return fault("the criteria \(Self.listed(usable))", "one that was named" + RowRemedy.criteriaToName)
      }
    }
    var (sum, total) = (0.0, 0.0)
    for (raw, weight) in chosen {
      let (reading, value) = raw.reading(options.scale)
      switch reading {
      case .missing: return .success(.missing)
      case .stray: return .success(.stray(StrayScore(line: place.line, column: place.column, value: value)))
      case .score(let score):
        sum += weight * score
        total += weight
      }
    }
    return .success(.score(sum / total))
  }

  /// A criterion, or those in it, as `scorer/name`.
  private static func flattened(_ criterion: RawScore.Named) -> [RawScore.Named] {
    guard case .several(let inner) = criterion.score else { return [criterion] }
    return inner.map { RawScore.Named(name: "\(criterion.name)/\($0.name)", score: $0.score) }
  }

  private static func listed(_ criteria: [RawScore.Named]) -> String {
    criteria.prefix(12).map { "\"\($0.name)\"" }.joined(separator: ", ") + (criteria.count > 12 ? ", …" : "")
  }
}

/// A place in a file, both from 1.
struct FilePlace {
  var line = 1
  /// Bytes.
  var column = 1
}

/// Lines of rising offsets in a text. O(bytes) in all.
struct LineCounter {
  private let bytes: [UInt8]
  private var (offset, line, start) = (0, 1, 0)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The place of an offset that is not before the last one asked for.
  mutating func place(of next: Int) -> FilePlace {
    while offset < min(next, bytes.count) {
      if bytes[offset] == 0x0a { (line, start) = (line + 1, offset + 1) }
      offset += 1
    }
    return FilePlace(line: line, column: max(1, next - start + 1))
  }
}
