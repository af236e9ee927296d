internal import Pointsman
internal import PointsmanSupport

/// Records that are joined by id, or by prompt where they have none: rows of long formats, answers in harnesses' logs, and all
/// rows where `OutcomeReader.joinsByPrompt` says so.
struct JoinedRecords {
  /// One a prompt, in the order of first rows.
  private var records: [OutcomeRecord] = []
  private var places: [String: Int] = [:]
  /// By place and model, where there are several outcomes.
  private var repeated: [Int: [String: RepeatedOutcome]] = [:]
  /// Ids that are taken, each with the last number that made another of it.
  private var ids: [String: Int] = [:]
  private var otherTexts = 0
  private let repeats: OutcomeReader.Repeats?
  private let joinsByPrompt: Bool

  init(_ options: OutcomeReader) { (repeats, joinsByPrompt) = (options.repeats, options.joinsByPrompt) }

  /// Sentences for the user about all of them.
  var notes: [String] {
    otherTexts == 0
      ? []
      : [
        "\(otherTexts) full prompts differ between runs, by their models' templates, say; the first one's text is read"
      ]
  }

  /// The records, with means where a model was observed several times. It is the end of joining.
  mutating func finished() -> [OutcomeRecord] {
    for (place, models) in repeated {
      for (model, outcome) in models { records[place].outcomes[model] = outcome.mean }
    }
    repeated = [:]
    return records
  }

  /// Adds a record. One that contradicts an earlier one is a fault, and not added.
  mutating func join(_ record: OutcomeRecord) throws(RowFault) {
    let key = key(of: record)
    guard let place = places[key] else { return add(record, key) }
    if !joinsByPrompt { try checkPrompt(of: record, place, key) }
    try takeDescription(of: record, place)
    for (model, outcome) in record.outcomes {
      guard let earlier = records[place].outcomes.keys.first(where: { $0 == model }) else {
        records[place].outcomes[model] = outcome
        continue
      }
      switch repeats ?? (record.joinKey == nil ? nil : .mean) {
      case .mean:
        var sum = repeated[place]?[model] ?? records[place].outcomes[model].map(RepeatedOutcome.init)
        sum?.add(outcome)
        repeated[place, default: [:]][model] = sum
      case .keep: keep(outcome, of: model, record, place, key)
      case nil:
        throw RowFault(
          line: record.line, column: 1,
          found: "model \"\(model)\" on the same prompt again"
            + (model.isOtherForm(of: earlier) ? String.otherForm : ""),
          expected: "each model once a prompt" + RowRemedy.repeatsToName)
      }
    }
    records[place].failures += record.failures
    records[place].missingWords += record.missingWords
    records[place].unreadOutcomes.merge(record.unreadOutcomes) { $0 + $1 }
    let known = Set(records[place].unread.map(\.key))
    records[place].unread += record.unread.filter { !known.contains($0.key) }
  }

  private func key(of record: OutcomeRecord) -> String {
    // Tabs and zeros keep the kinds of keys apart.
    if joinsByPrompt {
      return record.row.prompt.messages.map { "\($0.role.rawValue)\t\($0.content)" }.joined(separator: "\u{0}")
    }
    if let key = record.joinKey { return key }
    return record.hasID ? record.idKey ?? record.row.id : "\t" + record.row.prompt.userText
  }

  private mutating func add(_ record: OutcomeRecord, _ key: String) {
    var record = record
    if record.joinKey != nil {
      // Versions of a data set may have other documents under one id.
      record.row.id = free(record.row.id, "~")
    } else {
      ids[record.row.id] = ids[record.row.id] ?? 1
    }
    places[key] = records.count
    records.append(record)
  }

  /// Another outcome of a model, in a row of its own.
  private mutating func keep(
    _ outcome: Outcome, of model: String, _ record: OutcomeRecord, _ place: Int, _ key: String
  ) {
    let group = records[place].row.group ?? records[place].row.id
    records[place].row.group = group
    var number = 2
    while let next = places["\(key)\u{0}#\(number)"] {
      if records[next].outcomes[model] == nil {
        records[next].outcomes[model] = outcome
        return
      }
      number += 1
    }
    var copy = records[place]
    copy.outcomes = [model: outcome]
    (copy.failures, copy.unreadOutcomes, copy.unobserved) = ([], [:], [])
    (copy.partsPassedOver, copy.missingWords, copy.hasID) = (0, 0, true)
    copy.row.id = free(records[place].row.id, "#")
    places["\(key)\u{0}#\(number)"] = records.count
    records.append(copy)
  }

  /// The id, or one with a number behind it where it is taken.
  private mutating func free(_ id: String, _ sign: String) -> String {
    guard var number = ids[id] else {
      ids[id] = 1
      return id
    }
    var name = id
    while ids[name] != nil {
      number += 1
      name = "\(id)\(sign)\(number)"
    }
    (ids[id], ids[name]) = (number, 1)
    return name
  }

  private mutating func checkPrompt(of record: OutcomeRecord, _ place: Int, _ key: String) throws(RowFault) {
    if records[place].row.prompt != record.row.prompt {
      if record.mayDifferInText {
        otherTexts += 1
        return
      }
      let earlier = records[place].row.id
      throw RowFault(
        line: record.line, column: 1,
        found: "id \"\(record.row.id)\" with another prompt than "
          + (earlier == record.row.id ? "before" : "id \"\(earlier)\" before"),
        expected: "one prompt an id"
          + (earlier == record.row.id || record.joinKey != nil
            ? "" : "; a whole number is one id with and without \".0\""))
    }
    // One spelled 1.0 and 1 is 1.
    if record.joinKey == nil, record.hasID, record.row.id != records[place].row.id { records[place].row.id = key }
  }

  /// Takes the later row's attributes of the prompt where earlier rows had none; else they must agree, unless rows of any kind
  /// are joined.
  private mutating func takeDescription(of record: OutcomeRecord, _ place: Int) throws(RowFault) {
    let earlier = records[place].row
    guard joinsByPrompt || earlier.weight == record.row.weight else {
      throw record.contradiction("weight", "\(record.row.weight)", "\(earlier.weight)")
    }
    let attributes: [(name: String, path: WritableKeyPath<OutcomeRow, String?>)] = [
      ("category", \.category), ("dataset", \.dataset), ("group", \.group), ("split", \.split),
    ]
    for (name, path) in attributes {
      guard let value = record.row[keyPath: path] else { continue }
      if let before = earlier[keyPath: path] {
        if before == value || joinsByPrompt { continue }
        throw record.contradiction(name, value, before)
      }
      records[place].row[keyPath: path] = value
    }
  }
}

extension OutcomeRecord {
  fileprivate func contradiction(_ name: String, _ found: String, _ before: String) -> RowFault {
    RowFault(
      line: line, column: 1, found: "\(name) \"\(found)\" on a prompt that had \"\(before)\" before",
      expected: "one \(name) a prompt")
  }
}

/// Several outcomes of a model on a prompt, and their mean.
struct RepeatedOutcome {
  private var repeats = 0.0
  private var score = 0.0
  /// In the order of the measures.
  private var sums: [(sum: Double, count: Double)]

  init(_ outcome: Outcome) {
    sums = Outcome.Measure.all.map { _ in (0, 0) }
    add(outcome)
  }

  /// An outcome that is a mean itself counts as often as it says.
  mutating func add(_ outcome: Outcome) {
    let weight = max(1, outcome.repeats ?? 1)
    repeats += weight
    score += weight * outcome.score
    for (index, measure) in Outcome.Measure.all.enumerated() {
      guard let value = outcome[keyPath: measure.path] else { continue }
      sums[index].sum += weight * value
      sums[index].count += weight
    }
  }

  /// The mean of the scores; of each measure, the mean over those that have it.
  var mean: Outcome {
    var outcome = Outcome(score: min(1, score / repeats))
    for (index, measure) in Outcome.Measure.all.enumerated() where sums[index].count > 0 {
      outcome[keyPath: measure.path] = min(measure.range.upperBound, sums[index].sum / sums[index].count)
    }
    outcome.repeats = min(Outcome.Measure.amounts.upperBound, repeats)
    return outcome
  }
}
