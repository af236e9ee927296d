internal import Pointsman
internal import PointsmanSupport

extension FlatRow {
  /// The row of `{"prompt": …, "scores": {"model": number}}` as a record. null and NaN are outcomes that were not observed.
  ///
  /// - Parameter line: the row's own text.
  func scoresRecord(_ line: [UInt8], fallbackID: String, scale: ScoreScale) throws(RowFault) -> OutcomeRecord {
    var row = self
    var record = try row.takeDescription(fallbackID: fallbackID)
    var hasScores = false
    var json = JSONReader(line)
    do throws(JSONError) {
      try json.readMembers { (name, json) throws(JSONError) in
        guard name == "scores" else { return false }
        hasScores = true
        guard json.nextKind() == .object else { throw json.fault(expected: "scores by model, an object") }
        var object = try json.beginObject()
        while let model = try json.nextKey(&object) {
          if let (found, expected) = NameRule.fault(in: model, of: "model") {
            throw JSONError(offset: json.keyOffset, expected: expected, found: found)
          }
          let kind = json.nextKind()
          let start = json.offset
          guard kind != .object, kind != .array else { throw json.fault(expected: scale.expectedOrNull) }
          let (reading, value) = try json.readScore().reading(scale)
          switch reading {
          case .score(let score): record.outcomes[model] = Outcome(score: score)
          case .missing: record.unobserved.append((model, "without a score (NaN, null)"))
          case .stray: record.strayScores.append(StrayScore(line: self.line, column: start + 1, value: value))
          }
        }
        return true
      }
    } catch {
      throw RowFault(error, line: self.line)
    }
    guard hasScores else { throw missing(["scores"]) }
    record.unread = row.fields.filter { $0.name != "scores" }.map { ($0.name, $0.value) }
    return record
  }
}
