internal import PointsmanOutcomes

/// One judge's habits, by one criterion: how it leans, and how far it agrees with people.
package struct JudgeFigures: Sendable, Equatable {
  package let judge: String
  package let criterion: String
  /// Comparisons.
  package let count: Int
  /// The share in which the other order changed the verdict; nil where answers were shown one at a time.
  package let ordersDiffer: ShareFigure?
  /// Among verdicts that changed sides with the order, the share that chose the answer shown first: ½ without bias.
  package let firstPosition: ShareFigure?
  /// Among wins of one of two answers of unequal length, the share that the longer one won.
  package let longerWins: ShareFigure
  /// The same by the labels of people, on the pairs that they labelled.
  package let longerWinsByPeople: ShareFigure
  /// The share of labels with the same winner, or tie, as the judge.
  package let agreesWithPeople: ShareFigure

  /// - Parameter pairs: of one judge and one criterion.
  init(_ pairs: [JudgedPair], labels: [HumanLabel]) {
    (judge, criterion, count) = (pairs[0].judge, pairs[0].criterion, pairs.count)
    let swapped = pairs.filter { $0.backward != nil }
    ordersDiffer = swapped.isEmpty ? nil : ShareFigure(swapped) { $0.ordersDiffer }
    let reversals = swapped.filter { $0.ordersDiffer && $0.forward != .tie && $0.backward != .tie }
    firstPosition =
      swapped.isEmpty ? nil : ShareFigure(of: reversals.count { $0.forward == .a }, among: reversals.count)
    let decided = pairs.filter { $0.verdict != .tie && $0.lengthA != $0.lengthB }
    longerWins = ShareFigure(decided) { ($0.verdict == .a) == ($0.lengthA > $0.lengthB) }
    let byAnswers = Dictionary(grouping: pairs) { [$0.task, "\($0.sample)", $0.modelA, $0.modelB] }
    let labelled = labels.flatMap { label in
      (byAnswers[[label.task, "\(label.sample)", label.modelA, label.modelB]] ?? []).map { ($0, label.winner) }
    }
    agreesWithPeople = ShareFigure(labelled.map(\.0), labelled.map { $0.0.verdict == $0.1 })
    let byPeople = labelled.filter { $0.1 != .tie && $0.0.lengthA != $0.0.lengthB }
    longerWinsByPeople = ShareFigure(
      byPeople.map(\.0), byPeople.map { ($0.1 == .a) == ($0.0.lengthA > $0.0.lengthB) })
  }
}

/// A share of comparisons with its 95 % interval.
package struct ShareFigure: Sendable, Equatable {
  package let count: Int
  /// nil of none.
  package let value: Double?
  package let interval: Interval?

  /// Tasks are the observations: a task with several pairs counts as one. nil intervals with fewer than eight.
  init(_ pairs: [JudgedPair], _ hits: [Bool]) {
    count = pairs.count
    guard !pairs.isEmpty else {
      (value, interval) = (nil, nil)
      return
    }
    let figure = ClusteredMean(of: hits.map { $0 ? 1 : 0 }, clusters: clusterNumbers(pairs.map(\.cluster)))
    (value, interval) = (figure.value, figure.shareInterval)
  }

  init(_ pairs: [JudgedPair], _ isHit: (JudgedPair) -> Bool) { self.init(pairs, pairs.map(isHit)) }

  /// Wilson's interval of `hits` among `count`.
  init(of hits: Int, among count: Int) {
    self.count = count
    value = count > 0 ? Double(hits) / Double(count) : nil
    interval = value.map { Interval(wilson: $0, count: Double(count)) }
  }
}

/// How far two judges agree by one criterion.
package struct JudgeAgreement: Sendable, Equatable {
  package let judges: [String]
  package let criterion: String
  /// The share of comparisons with the same winner, or tie.
  package let share: ShareFigure
  /// Cohen's κ = (p − e) / (1 − e), p the share and e what two judges with the same counts of a, b and tie share by chance; nil
  /// where e is 1. Source: Cohen, "A coefficient of agreement for nominal scales", 1960.
  package let kappa: Double?

  /// nil where the two judged no pair in common.
  init?(_ first: [JudgedPair], _ second: [JudgedPair]) {
    func name(_ pair: JudgedPair) -> [String] { [pair.task, "\(pair.sample)", pair.modelA, pair.modelB] }
    let others = Dictionary(second.map { (name($0), $0) }) { first, _ in first }
    let common = first.compactMap { pair in others[name(pair)].map { (pair, $0) } }
    guard let (one, two) = common.first else { return nil }
    (judges, criterion) = ([one.judge, two.judge], one.criterion)
    share = ShareFigure(common.map(\.0), common.map { $0.0.verdict == $0.1.verdict })
    let total = Double(common.count)
    let chance = Preference.allCases.reduce(0.0) { sum, kind in
      let (a, b) = (common.count { $0.0.verdict == kind }, common.count { $0.1.verdict == kind })
      return sum + Double(a) / total * Double(b) / total
    }
    kappa = chance < 1 - roundingError ? ((share.value ?? 0) - chance) / (1 - chance) : nil
  }
}
