internal import Outcomes
internal import Pointsman

extension OutcomeTable {
  /// SHA-256 of all that training reads: models, prompts, groups, categories, weights, scores and costs, in order.
  var digest: String {
    var hash = SHA256()
    func add(_ value: String) { hash.update(Array("\(value.utf8.count):\(value)".utf8)[...]) }
    for model in models { add(model) }
    for (index, row) in rows.enumerated() {
      for message in row.prompt.messages {
        add(message.role.rawValue)
        add(message.content)
      }
      add("\(row.group ?? "") \(row.category ?? "") \(row.weight)")
      for model in models.indices {
        let outcome = outcome(row: index, model: model)
        add("\(outcome?.score ?? -1) \(outcome?.cost ?? -1)")
      }
    }
    return hash.hexDigest()
  }
}
