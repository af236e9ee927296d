package import Pointsman

extension Explanation {
  /// What `pointsman explain` prints: the contributions that part the model of highest probability from the next one,
  /// the `limit` largest by name and the rest as one sum, each model's column adding up to its logit.
  package func text(limit: Int) -> String {
    let order = models.indices.sorted { (-probabilities[$0], $0) < (-probabilities[$1], $1) }
    let (first, second) = (order[0], order[order.count > 1 ? 1 : 0])
    // Three columns of models fit a terminal; of more, the two that decide.
    let columns = models.count <= 3 ? order : [first, second]
    let ranked = contributions(of: first, against: second).map(\.contribution)
    let rest = ranked.dropFirst(limit)
    var rows = [["the prompt"] + columns.map { models[$0] }]
    for contribution in ranked.prefix(limit) {
      rows.append([contribution.phrase] + columns.map { signed(contribution.values[$0], 2) })
    }
    if !rest.isEmpty {
      rows.append(
        ["\(rest.count) smaller contributions"]
          + columns.map { column in signed(rest.reduce(0) { $0 + $1.values[column] }, 2) })
    }
    rows.append(["logit"] + columns.map { signed(logits[$0], 2) })
    for correction in corrections {
      rows.append([correction.phrase + ", log odds"] + columns.map { signed(correction.values[$0], 2) })
    }
    rows.append(["probability, calibrated"] + columns.map { fixed(probabilities[$0]) })
    return aligned(rows).joined(separator: "\n")
  }
}
