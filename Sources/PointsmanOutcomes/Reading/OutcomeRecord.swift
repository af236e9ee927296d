package import Pointsman
package import PointsmanSupport

/// One prompt and what is known of it, as a file has it: a row of the table to be, and what no table holds.
package struct OutcomeRecord: Sendable {
  package var row: OutcomeRow
  /// Where it begins in its file, from 1.
  let line: Int
  /// True if the file had the id; else it is "file:line".
  package var hasID: Bool
  package var outcomes: [String: Outcome]
  /// Cost, time and tokens of cells without a score, which is 0 here and means nothing; empty unless the reader keeps what
  /// it does not read.
  package var unscored: [String: Outcome] = [:]
  /// Where the outcomes come from a battle.
  package var battle: Battle?
  /// The whole number that the id is, where CSV has it with a fraction of zeros: 17 and 17.0 are one id.
  var idKey: String?
  /// The key that joins the records of harnesses' logs: the data set, and the id or the hash of the document in it.
  var joinKey: String?
  /// True if records that are joined may differ in the text of their prompts.
  var mayDifferInText = false
  /// Models whose answer is not an outcome, each with the reason: an error, say.
  var unobserved: [(model: String, reason: String)] = []
  /// True for a row of CSV, where a missing value may be a word.
  var isText = false
  /// Cells whose text is a word for a missing value.
  var missingWords = 0
  /// Models whose score is 0 because the request failed, as far as the row says so.
  var failures: [String] = []
  /// Scores that are not on the file's scale. Such a record is not one of the table.
  var strayScores: [StrayScore] = []
  /// Parts of its turns that hold no text.
  var partsPassedOver = 0
  /// The members "prompt" and "messages" as the file had them, where turns hold more than their text; empty unless the
  /// reader keeps what it does not read.
  package var promptMembers: [(key: String, value: JSONValue)] = []
  /// Members that Pointsman does not read, in the order of the file; empty unless the reader keeps them.
  package var unread: [(key: String, value: JSONValue)] = []
  /// The same, of each model's outcome.
  package var unreadOutcomes: [String: [(key: String, value: JSONValue)]] = [:]

  /// A prompt without outcomes; nil is an id to be given.
  package init(id: String? = nil, prompt: Prompt) {
    self.init(row: OutcomeRow(id: id ?? "", prompt: prompt), line: 1, hasID: id != nil, outcomes: [:])
  }

  init(row: OutcomeRow, line: Int, hasID: Bool, outcomes: [String: Outcome], battle: Battle? = nil) {
    (self.row, self.line, self.hasID, self.outcomes, self.battle) = (row, line, hasID, outcomes, battle)
  }
}

extension OutcomeRecord {
  /// Takes attributes of the row as tags of its prompt, too. One that contradicts a tag, or is not text, is a fault.
  mutating func tag(by attributes: [String]) throws(RowFault) {
    for name in attributes {
      guard let value = try attribute(name) else { continue }
      if isText, MissingWord.isOne(value) {
        missingWords += 1
        continue
      }
      if let (found, expected) = NameRule.fault(in: value, of: name) {
        throw RowFault(line: line, column: 1, found: found, expected: expected)
      }
      let tagged = row.prompt.tags.updateValue(value, forKey: name)
      guard tagged ?? value == value else {
        throw RowFault(
          line: line, column: 1, found: "\"\(value)\" and \"\(tagged ?? "")\"",
          expected: "\"\(name)\" to be the same in the row and in its tags")
      }
    }
  }

  private func attribute(_ name: String) throws(RowFault) -> String? {
    switch name {
    case "category": return row.category
    case "dataset": return row.dataset
    case "group": return row.group
    default: break
    }
    // A long format's further columns belong to its one outcome.
    let members = unread + unreadOutcomes.values.flatMap { $0 }
    switch members.first(where: { $0.key == name })?.value {
    case nil, .null: return nil
    case .string(let text): return text.isEmpty ? nil : text
    default:
      throw RowFault(
        line: line, column: 1, found: "\"\(name)\" of another kind", expected: "\"\(name)\" to be text, for a tag")
    }
  }
}

extension OutcomeRecord {
  /// Members in which benchmarks note that a request failed.
  static let errorMembers: Set<String> = ["error", "error_message", "exception"]

  /// Notes the models whose answer has score 0 and an error, or nothing in it.
  mutating func noteFailures() {
    for (model, outcome) in outcomes where outcome.score == 0 {
      let hasError = unreadOutcomes[model, default: []].contains {
        Self.errorMembers.contains($0.key) && $0.value.isFilled
      }
      if hasError || outcome.isEmptyAnswer { failures.append(model) }
    }
  }
}

extension OutcomeRecord {
  /// Gives models other names. Two models of a row that get one name are a fault, unless `repeats` says what becomes of them.
  mutating func rename(_ names: [String: String], _ repeats: OutcomeReader.Repeats?) throws(RowFault) {
    guard !names.isEmpty else { return }
    var renamed: [String: Outcome] = [:]
    for (model, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      let name = names[model] ?? model
      guard let earlier = renamed[name] else {
        renamed[name] = outcome
        continue
      }
      guard repeats == .mean else {
        throw RowFault(
          line: line, column: 1, found: "outcomes of two models that are both to be \"\(name)\"",
          expected: "each model once a prompt" + RowRemedy.repeatsToName)
      }
      var mean = RepeatedOutcome(earlier)
      mean.add(outcome)
      renamed[name] = mean.mean
    }
    outcomes = renamed
    unscored = Dictionary(unscored.map { (names[$0.key] ?? $0.key, $0.value) }) { first, _ in first }
    failures = failures.map { names[$0] ?? $0 }
    unobserved = unobserved.map { (names[$0.model] ?? $0.model, $0.reason) }
    unreadOutcomes = Dictionary(unreadOutcomes.map { (names[$0.key] ?? $0.key, $0.value) }) { $0 + $1 }
    if let battle {
      let (a, b) = (names[battle.modelA] ?? battle.modelA, names[battle.modelB] ?? battle.modelB)
      guard a != b else {
        throw RowFault(
          line: line, column: 1, found: "a battle of two models that are both to be \"\(a)\"",
          expected: "two different models in a battle")
      }
      self.battle = Battle(modelA: a, modelB: b, winner: battle.winner)
    }
  }
}

extension Outcome {
  /// True if the answer was counted, and nothing was in it.
  var isEmptyAnswer: Bool { outputTokens == 0 || outputCharacters == 0 }
}

extension JSONValue {
  /// False for what an error member holds where there was no error: null, false, 0, or nothing.
  var isFilled: Bool {
    switch self {
    case .null, .bool(false), .integer(0): false
    case .string(let text): !text.allSatisfy(\.isWhitespace) && TruthValue(text) != .no && !MissingWord.isOne(text)
    case .array(let values): !values.isEmpty
    case .object(let members): !members.isEmpty
    default: true
    }
  }
}

extension OutcomeRecord {
  /// The record as one object of canonical JSON Lines; members that Pointsman does not read come last, as they were.
  package var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = []
    if hasID { members.append(("id", .string(row.id))) }
    members += promptMembers.isEmpty ? [promptMember] : promptMembers
    for (key, text) in [
      ("category", row.category), ("dataset", row.dataset), ("group", row.group), ("split", row.split),
    ] {
      if let text { members.append((key, .string(text))) }
    }
    if !row.prompt.tags.isEmpty {
      let tags = row.prompt.tags.sorted { $0.key < $1.key }
      members.append(("tags", .object(tags.map { ($0.key, .string($0.value)) })))
    }
    if row.weight != 1 { members.append(("weight", .number(row.weight))) }
    if let battle {
      let names = [("model_a", battle.modelA), ("model_b", battle.modelB), ("winner", battle.winner.rawValue)]
      members.append(("battle", .object(names.map { ($0, .string($1)) })))
    } else {
      let models = Set(outcomes.keys).union(unscored.keys).union(unreadOutcomes.keys).sorted()
      members.append(("outcomes", .object(models.map { ($0, outcomeMember($0)) })))
    }
    return .object(members + Self.renamed(unread, apartFrom: Self.names))
  }

  /// The names of the members of a row, and of an outcome. A member that Pointsman does not read can have such a
  /// name in a format where it means nothing.
  private static let names = [
    "id", "prompt", "messages", "category", "dataset", "group", "split", "tags", "weight", "battle", "outcomes",
  ]
  private static let outcomeNames = ["score"] + Outcome.Measure.all.map(\.name)

  /// The members, "original_" before each name that is taken.
  private static func renamed(
    _ members: [(key: String, value: JSONValue)], apartFrom names: [String]
  ) -> [(key: String, value: JSONValue)] {
    members.map { names.contains($0.key) ? ("original_" + $0.key, $0.value) : $0 }
  }

  private var promptMember: (key: String, value: JSONValue) {
    let messages = row.prompt.messages
    if messages.count == 1, messages[0].role == .user { return ("prompt", .string(messages[0].content)) }
    let turns = messages.map {
      JSONValue.object([("role", .string($0.role.rawValue)), ("content", .string($0.content))])
    }
    return ("messages", .array(turns))
  }

  private func outcomeMember(_ model: String) -> JSONValue {
    let outcome = outcomes[model]
    var members: [(key: String, value: JSONValue)] = [("score", .figure(outcome?.score))]
    for measure in Outcome.Measure.all {
      if let value = (outcome ?? unscored[model])?[keyPath: measure.path] {
        members.append((measure.name, .number(value)))
      }
    }
    return .object(members + Self.renamed(unreadOutcomes[model] ?? [], apartFrom: Self.outcomeNames))
  }
}
