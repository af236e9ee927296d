internal import Pointsman
internal import PointsmanSupport

extension OutcomeRecord {
  /// Takes attributes of the row as tags of its prompt, too. One that contradicts a tag, or is no text, is a fault.
  mutating func tag(by attributes: [String]) throws(RowFault) {
    for name in attributes {
      guard let value = try attribute(name) else { continue }
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
    // A long format's further columns stand with its one outcome.
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
