internal import Pointsman
package import PointsmanOutcomes
internal import PointsmanSupport

extension OutcomeTable {
  /// SHA-256 of all that training reads: models, prompts, groups, categories, weights, scores, costs, and whatever tags and vectors there are,
  /// in order.
  package var digest: String {
    var hash = SHA256()
    func add(_ value: String) { hash.update(Array("\(value.utf8.count):\(value)".utf8)[...]) }
    for model in models { add(model) }
    for (index, row) in rows.enumerated() {
      for message in row.prompt.messages {
        add(message.role.rawValue)
        add(message.content)
      }
      for (block, vector) in row.prompt.vectors.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        add("\(block.rawValue) \(vector.source?.name ?? "") \(vector.source?.digest ?? "")")
        for value in vector.values { add(String(value.bitPattern)) }
      }
      for (key, value) in row.prompt.tags.sorted(by: { $0.key < $1.key }) {
        add("tag \(key)")
        add(value)
      }
      add("\(row.group ?? "") \(row.category ?? "") \(row.weight)")
      for model in models.indices {
        let outcome = outcome(row: index, model: model)
        add("\(outcome?.score ?? -1) \(outcome?.cost ?? -1)")
        let usage = [outcome?.latency, outcome?.inputTokens, outcome?.outputTokens, outcome?.outputCharacters]
        if usage.contains(where: { $0 != nil }) { add(usage.map { "\($0 ?? -1)" }.joined(separator: " ")) }
      }
    }
    return hash.hexDigest()
  }
}
