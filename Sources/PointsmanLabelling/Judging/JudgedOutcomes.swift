package import PointsmanOutcomes
package import PointsmanSupport

/// The lines that training reads: scores by criterion, or battles.
package struct JudgedOutcomes: Sendable {
  package let lines: [JSONValue]
  /// Cells with a score, or battles.
  package let count: Int
  /// Cells whose answer has no score, as a verdict is missing.
  package let unscored: Int

  /// One line a task. Each model's outcome gets `scores` by criterion, and their weighted mean as `score`; what else the task says of
  /// the model (cost, tokens, times) stays.
  ///
  /// By pairs a score is the share of comparisons that the model won, a tie being half a win; a cell needs a verdict against each
  /// other model that answered the task. By a rubric it is the mean of (s − 1) / 4.
  package init(scoring run: AnsweredTasks, _ verdicts: JudgeVerdicts, criteria: [Criterion], method: JudgeMethod) {
    var (count, unscored) = (0, 0)
    let pairs = Dictionary(grouping: verdicts.pairs, by: \.task)
    let rubric = Dictionary(grouping: verdicts.scores, by: \.task)
    lines = run.tasks.enumerated().map { index, task in
      var cells: [String: [String: Double]] = [:]
      for model in task.answers.keys {
        let scores =
          method == .pairs
          ? Self.winShares(of: model, task, pairs[task.id] ?? [], criteria)
          : Self.rubricMeans(of: model, rubric[index] ?? [], criteria)
        if let scores {
          cells[model] = scores
          count += 1
        } else {
          unscored += 1
        }
      }
      return Self.line(task, cells, criteria)
    }
    (self.count, self.unscored) = (count, unscored)
  }

  /// One line a comparison: whose answer is better by the weighted mean of criteria and judges.
  package init(battlesOf run: AnsweredTasks, _ verdicts: JudgeVerdicts, criteria: [Criterion]) {
    let pairs = Dictionary(grouping: verdicts.pairs, by: \.task)
    lines = run.tasks.flatMap { task in
      let battles = Dictionary(grouping: pairs[task.id] ?? []) { [$0.modelA, $0.modelB, "\($0.sample)"] }
      return battles.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { key in
        Self.battle(task, battles[key]!, criteria)
      }
    }
    (count, unscored) = (lines.count, 0)
  }

  /// nil where a verdict against another model is missing.
  private static func winShares(
    of model: String, _ task: AnsweredTask, _ pairs: [JudgedPair], _ criteria: [Criterion]
  ) -> [String: Double]? {
    let own = pairs.filter { $0.modelA == model || $0.modelB == model }
    let others = Set(own.map { $0.modelA == model ? $0.modelB : $0.modelA })
    guard task.answers.count > 1, others.count == task.answers.count - 1 else { return nil }
    var shares: [String: Double] = [:]
    for criterion in criteria.map(\.name) {
      // Each opponent counts alike, whatever the number of judges that gave a verdict.
      let wins = others.sorted().map { other in
        mean(
          own.filter { $0.criterion == criterion && ($0.modelA == other || $0.modelB == other) }.map {
            $0.modelA == model ? $0.verdict.score : 1 - $0.verdict.score
          })
      }
      shares[criterion] = mean(wins)
    }
    return shares
  }

  private static func rubricMeans(
    of model: String, _ scores: [RubricScore], _ criteria: [Criterion]
  ) -> [String: Double]? {
    let own = scores.filter { $0.model == model }
    guard !own.isEmpty else { return nil }
    return Dictionary(
      uniqueKeysWithValues: criteria.map { criterion in
        (criterion.name, mean(own.map { Double($0.scores[criterion.name]! - 1) / 4 }))
      })
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private static func weighted(_ scores: [String: Double], _ criteria: [Criterion]) -> Double {
    let total = criteria.reduce(0) { $0 + $1.weight }
    return criteria.reduce(0) { $0 + $1.weight / total * scores[$1.name]! }
  }

  private static func line(
    _ task: AnsweredTask, _ cells: [String: [String: Double]], _ criteria: [Criterion]
  ) -> JSONValue {
    guard case .object(var members) = task.line else { return task.line }
    let place = members.firstIndex { $0.key == "outcomes" } ?? members.endIndex
    var outcomes: [(key: String, value: JSONValue)] = []
    if place < members.endIndex, case .object(let known) = members.remove(at: place).value { outcomes = known }
    for model in task.answers.keys.sorted() {
      let scores = cells[model]
      var cell: [(key: String, value: JSONValue)] = [("score", .figure(scores.map { weighted($0, criteria) }))]
      if let scores {
        cell.append(("scores", .object(criteria.map { ($0.name, .number(scores[$0.name]!)) })))
      } else {
        cell.append(("error", .string("no verdict of a judge")))
      }
      let index = outcomes.firstIndex { $0.key == model }
      if let index, case .object(let known) = outcomes[index].value {
        cell += known.filter { !["score", "scores", "error"].contains($0.key) }
      }
      if let index {
        outcomes[index].value = .object(cell)
      } else {
        outcomes.append((model, .object(cell)))
      }
    }
    members.insert(("outcomes", .object(outcomes)), at: place)
    return .object(members)
  }

  private static func battle(_ task: AnsweredTask, _ pairs: [JudgedPair], _ criteria: [Criterion]) -> JSONValue {
    guard case .object(let all) = task.line else { return task.line }
    let byCriterion = Dictionary(grouping: pairs, by: \.criterion).mapValues { mean($0.map(\.verdict.score)) }
    let (a, b) = (pairs[0].modelA, pairs[0].modelB)
    // Shares of thirds do not sum to ½ to the last bit.
    let score = weighted(byCriterion, criteria)
    let winner = abs(score - 0.5) < 1e-9 ? Preference.tie : Preference(score: score)
    let name: Battle.Winner = [.a: .modelA, .b: .modelB, .tie: .tie][winner]!
    var members = all.filter { !["id", "outcomes", "samples"].contains($0.key) }
    members.insert(("id", .string("\(task.id):\(a):\(b)" + (pairs[0].sample > 1 ? ":\(pairs[0].sample)" : ""))), at: 0)
    // A prompt's battles stay on one side of every division.
    if !members.contains(where: { $0.key == "group" }) { members.append(("group", .string(task.id))) }
    members.append(
      ("battle", .object([("model_a", .string(a)), ("model_b", .string(b)), ("winner", .string(name.rawValue))])))
    members.append(("wins_of_a", .object(criteria.map { ($0.name, .number(byCriterion[$0.name]!)) })))
    return .object(members)
  }
}
