internal import Pointsman
internal import PointsmanSupport

/// Two models that answered one prompt, and whose answer was preferred.
public struct Battle: Sendable, Equatable {
  /// The model named first.
  public var modelA: String
  /// The model named second.
  public var modelB: String
  /// Whose answer was preferred.
  public var winner: Winner

  /// A battle between two different models.
  public init(modelA: String, modelB: String, winner: Winner) {
    (self.modelA, self.modelB, self.winner) = (modelA, modelB, winner)
  }

  /// One of the two, or neither.
  public enum Winner: String, Sendable, CaseIterable {
    /// The model named first.
    case modelA = "model_a"
    /// The model named second.
    case modelB = "model_b"
    /// Neither: it counts as half a win of each.
    case tie
    /// A tie between two bad answers.
    case bothBad = "both_bad"
  }

  /// 1 for the model that won and 0 for the other; ½ for each in a tie, as half a win.
  var outcomes: [String: Outcome] {
    let score =
      switch winner {
      case .modelA: 1.0
      case .modelB: 0.0
      case .tie, .bothBad: 0.5
      }
    return [modelA: Outcome(score: score), modelB: Outcome(score: 1 - score)]
  }
}

extension Battle.Winner {
  package static let expected = "model_a, model_b, tie or both_bad"

  /// The winner as some data set writes it: by position (`model_a`, `A`, `left`), by the model's name, or as a tie
  /// (`tie`, `draw`, `tie (bothbad)`, `both_bad`); case and punctuation do not matter. nil for anything else.
  package init?(spelling: String, modelA: String, modelB: String) {
    if spelling == modelA || spelling == modelB {
      self = spelling == modelA ? .modelA : .modelB
      return
    }
    switch spelling.lowercased().filter({ $0.isLetter }) {
    case "modela", "a", "left": self = .modelA
    case "modelb", "b", "right": self = .modelB
    case "tie", "draw", "bothgood", "tiebothgood": self = .tie
    case "bothbad", "tiebothbad", "neither": self = .bothBad
    default: return nil
    }
  }
}

extension FlatRow {
  /// The row as a battle, in LMArena's shapes: `winner` in its spellings, or one column an outcome
  /// (`winner_model_a`, `winner_model_b`, `winner_tie`); the prompt as text, as a JSON list of the user's turns, or as
  /// `conversation_a` without the answer that it ends with.
  func battleRecord(fallbackID: String) throws(RowFault) -> OutcomeRecord {
    var row = self
    let id = try row.takeText(ColumnAliases.id)
    let a = try row.requireName(["model_a"])
    let b = try row.requireName(["model_b"])
    guard a != b else {
      throw RowFault(line: line, column: 1, found: "\"\(a)\" twice", expected: "two different models in a battle")
    }
    let battle = Battle(modelA: a, modelB: b, winner: try row.takeWinner(modelA: a, modelB: b))
    let conversation = row.fields.first { $0.name == "conversation_a" }
    let (prompt, partsPassedOver) = try row.takeConversation()
    var description = OutcomeRow(id: id ?? fallbackID, prompt: prompt)
    description.category = try row.takeText(ColumnAliases.category)
    description.dataset = try row.takeText(ColumnAliases.dataset)
    description.group = try row.takeText(ColumnAliases.group)
    description.weight =
      try row.takeNumber(ColumnAliases.weight, OutcomeRow.weightRange, expected: OutcomeRow.expectedWeight) ?? 1
    description.prompt.tags = try row.takeTags()
    description.isBattle = true
    var record = OutcomeRecord(
      row: description, line: line, hasID: id != nil, outcomes: battle.outcomes, battle: battle)
    record.partsPassedOver = partsPassedOver
    (record.missingWords, record.isText) = (row.missingWords, isText)
    if isText, let id { record.idKey = PromptCell.wholeNumber(id) }
    record.unread = row.fields.map { ($0.name, $0.value) }
    // It ends with an answer, which is no part of the prompt.
    if let conversation { record.unread.append((conversation.name, conversation.value)) }
    return record
  }

  private mutating func takeWinner(modelA: String, modelB: String) throws(RowFault) -> Battle.Winner {
    if let field = try take(["winner"]) {
      guard case .string(let text) = field.value,
        let winner = Battle.Winner(spelling: text, modelA: modelA, modelB: modelB)
      else { throw field.fault(expected: Battle.Winner.expected) }
      return winner
    }
    let columns: [(name: String, winner: Battle.Winner)] = [
      ("winner_model_a", .modelA), ("winner_model_b", .modelB), ("winner_tie", .tie),
    ]
    let expected = "1 in one of winner_model_a, winner_model_b and winner_tie, and 0 in the others"
    var winners: [Battle.Winner] = []
    for (name, winner) in columns {
      guard let field = try take([name]) else { throw missing(["winner"]) }
      switch try number(field, 0...1, expected: expected) {
      case 1: winners.append(winner)
      case 0: continue
      default: throw field.fault(expected: expected)
      }
    }
    guard winners.count == 1 else {
      throw RowFault(line: line, column: 1, found: "\(winners.count) winners", expected: expected)
    }
    return winners[0]
  }

  /// The prompt, and how many parts of its turns hold no text.
  private mutating func takeConversation() throws(RowFault) -> (Prompt, partsPassedOver: Int) {
    guard let field = try take(ColumnAliases.prompt + ["messages", "conversation_a"]) else {
      throw missing(["prompt", "conversation_a"])
    }
    let turns: [JSONValue]
    switch field.value {
    case .array(let values): turns = values
    case .string(let text):
      guard text.hasPrefix("["), let values = (try? JSONValue(parsing: Array(text.utf8)))?.array else {
        return (try prompt(Prompt(text), field), 0)
      }
      turns = values
    default: throw field.fault(expected: "the prompt, a string, or a list of turns")
    }
    if turns.allSatisfy({ $0.string != nil }) {
      return (try prompt(Prompt(messages: turns.map { Message(role: .user, content: $0.string!) }), field), 0)
    }
    var (messages, passedOver) = try messages(turns, field)
    if field.name == "conversation_a" { while messages.last?.role == .assistant { messages.removeLast() } }
    return (try prompt(Prompt(messages: messages), field), passedOver)
  }

  func messages(_ turns: [JSONValue], _ field: Field) throws(RowFault) -> ([Message], partsPassedOver: Int) {
    var reader = PromptReader()
    var json = JSONReader(Array(JSONValue.array(turns).text.utf8))
    do throws(JSONError) {
      _ = try reader.read("messages", &json)
      return (try reader.prompt(JSONReader([])).messages, reader.partsPassedOver)
    } catch {
      throw RowFault(line: field.line, column: field.column, found: error.found, expected: error.expected)
    }
  }

  func prompt(_ prompt: Prompt?, _ field: Field) throws(RowFault) -> Prompt {
    guard let prompt, !prompt.isBlank else {
      throw RowFault(
        line: field.line, column: field.column, found: "an empty prompt", expected: "a prompt with text in it")
    }
    return prompt
  }
}
