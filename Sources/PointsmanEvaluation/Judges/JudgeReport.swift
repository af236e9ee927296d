package import PointsmanOutcomes

/// The win rates of a run, and the habits of its judges.
package struct JudgeReport: Sendable {
  /// A row a pair of models and criterion, by criterion.
  package let winRates: [WinRate]
  /// A row a judge and criterion.
  package let judges: [JudgeFigures]
  /// A row two judges and criterion.
  package let agreements: [JudgeAgreement]
  /// True if people labelled some pairs.
  package let hasLabels: Bool

  /// The name of the answers as a whole, among the criteria.
  package static let overall = "overall"

  /// - Parameter criteria: with their weights in the whole.
  package init(_ pairs: [JudgedPair], labels: [HumanLabel], criteria: [Criterion]) {
    let several = criteria.count > 1
    let all = pairs + (several ? Self.whole(pairs, criteria) : [])
    let names = criteria.map(\.name) + (several ? [Self.overall] : [])
    hasLabels = !labels.isEmpty
    var (rates, figures, agreements) = ([WinRate](), [JudgeFigures](), [JudgeAgreement]())
    for name in names {
      let own = all.filter { $0.criterion == name }
      // A label without a criterion is of the answers as a whole.
      let said = labels.filter { $0.criterion == name || $0.criterion == nil && name == names.last }
      for (key, pairs) in Self.grouped(own, by: { [$0.modelA, $0.modelB] }) {
        rates.append(WinRate(pairs, labels: said.filter { [$0.modelA, $0.modelB] == key }))
      }
      let byJudge = Self.grouped(own, by: { [$0.judge] })
      figures += byJudge.map { JudgeFigures($0.1, labels: said) }
      for (place, one) in byJudge.enumerated() {
        agreements += byJudge[(place + 1)...].compactMap { JudgeAgreement(one.1, $0.1) }
      }
    }
    (winRates, judges, self.agreements) = (rates, figures, agreements)
  }

  private static func grouped(
    _ pairs: [JudgedPair], by key: (JudgedPair) -> [String]
  ) -> [([String], [JudgedPair])] {
    Dictionary(grouping: pairs, by: key).sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
  }

  /// The comparisons of the answers as a whole: the winner by the weighted mean of the criteria, in each order.
  private static func whole(_ pairs: [JudgedPair], _ criteria: [Criterion]) -> [JudgedPair] {
    let total = criteria.reduce(0) { $0 + $1.weight }
    let weights = Dictionary(criteria.map { ($0.name, $0.weight / total) }) { first, _ in first }
    func winner(_ pairs: [JudgedPair], _ verdict: (JudgedPair) -> Preference) -> Preference {
      let score = pairs.reduce(0) { $0 + (weights[$1.criterion] ?? 0) * verdict($1).score }
      return abs(score - 0.5) < roundingError ? .tie : Preference(score: score)
    }
    return grouped(pairs, by: { [$0.judge, $0.modelA, $0.modelB, $0.task, "\($0.sample)"] }).map { _, pairs in
      let one = pairs[0]
      var pair = JudgedPair(
        task: one.task, one.modelA, one.modelB, criterion: overall, judge: one.judge, forward: winner(pairs, \.forward),
        backward: one.backward == nil ? nil : winner(pairs) { $0.backward ?? $0.forward })
      (pair.sample, pair.group, pair.lengthA, pair.lengthB) = (one.sample, one.group, one.lengthA, one.lengthB)
      return pair
    }
  }
}
