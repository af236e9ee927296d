package import PointsmanEndpoints
internal import PointsmanOutcomes
internal import PointsmanSupport

/// The questions to the judges of a run, and what their replies say.
///
/// It asks nothing itself: `AskRun` sends `asks`, then what `retries` returns, and `verdicts` reads both.
package struct JudgePlan: Sendable {
  package let run: AnsweredTasks
  package let template: JudgeTemplate
  package let judges: [Endpoint]
  package let criteria: [String]
  private let questions: [Question]
  /// Samples of a task that have no counterpart of another model, and are compared with none.
  package let unpairedSamples: Int

  /// A question to one judge: a pair in one order, or one answer.
  private struct Question: Sendable {
    let task: Int
    let sample: Int
    let judge: Endpoint
    /// The models whose answers are shown, in this order.
    let shown: [String]
    let text: String
    let first: Ask

    /// The same for both orders of a pair.
    var name: [String] { ["\(task)", "\(sample)", judge.name] + shown.sorted() }

    /// The question again, where the reply had no verdict.
    var second: Ask {
      Ask(
        key: first.key + "again", group: first.key + "again",
        ModelRequest(
          to: judge, Conversation(user: text + "\n" + JudgePlan.reminder + "\n"),
          maximumTokens: first.request.maximumTokens))
    }
  }

  /// The sentence behind a question that got no verdict.
  static let reminder = "Your reply to this had no verdict. Make the line of JSON its last line, exactly as shown."

  /// - Parameters:
  ///   - seed: fixes the order of the tasks, which is random, so that a run that stops early has a fair part of them.
  ///   - maximumTokens: of a reply, where the judge's endpoint does not say.
  package init(
    _ run: AnsweredTasks, judges: [Endpoint], template: JudgeTemplate, criteria: [String], maximumTokens: Int,
    seed: UInt64 = 0
  ) throws(LabellingError) {
    (self.run, self.template, self.judges, self.criteria) = (run, template, judges, criteria)
    var random = SplitMix64(seed: seed)
    var (questions, unpaired) = ([Question](), 0)
    for index in random.shuffled(Array(run.tasks.indices)) {
      let task = run.tasks[index]
      let models = task.answers.keys.sorted()
      let pairs = models.enumerated().flatMap { place, a in models[(place + 1)...].map { b in (a, b) } }
      /// The samples that both models have.
      func common(_ a: String, _ b: String) -> [Int] {
        task.answers[a]!.keys.filter { task.answers[b]![$0] != nil }.sorted()
      }
      if template.method == .pairs {
        let compared = Set(pairs.flatMap { a, b in common(a, b).flatMap { ["\($0) \(a)", "\($0) \(b)"] } })
        unpaired += models.reduce(0) { $0 + task.answers[$1]!.count } - compared.count
      }
      for judge in judges {
        func add(_ sample: Int, _ shown: [String]) {
          let answers = shown.map { task.answers[$0]![sample]! }
          let text = template.question(task: task.text, answers: answers, criteria: criteria)
          let names = [judge.name, task.id, "\(sample)"] + shown
          let digest = SHA256.hexDigest(of: Array(text.utf8)).prefix(16)
          let first = Ask(
            key: JSONValue.array((names + [String(digest)]).map(JSONValue.string)).text,
            group: JSONValue.array([.string(judge.name), .string(task.id)]).text,
            ModelRequest(to: judge, Conversation(user: text), maximumTokens: maximumTokens))
          questions.append(
            Question(task: index, sample: sample, judge: judge, shown: shown, text: text, first: first))
        }
        switch template.method {
        case .pairs:
          for (a, b) in pairs {
            for sample in common(a, b) {
              add(sample, [a, b])
              add(sample, [b, a])
            }
          }
        case .rubric:
          for model in models { for sample in task.answers[model]!.keys.sorted() { add(sample, [model]) } }
        }
      }
    }
    guard !questions.isEmpty else {
      throw LabellingError(
        run.path, "holds nothing to judge",
        remedy: template.method == .pairs ? "collect answers of two models to a task" : "collect answers first")
    }
    (self.questions, unpairedSamples) = (questions, unpaired)
  }

  /// The first question of each.
  package var asks: [Ask] { questions.map(\.first) }

  /// The second questions, where the reply to the first has no verdict.
  package func retries(after results: AskResults) -> [Ask] {
    questions.filter { question in
      results.replies[question.first.key].map { values(of: $0.reply) == nil } ?? false
    }.map(\.second)
  }

  /// Judges that judge their own answers: by their name, or as the same model of the same upstream under another name.
  ///
  /// - Parameter endpoints: all models of the file.
  package func ownJudges(among endpoints: [Endpoint]) -> [String] {
    let judged = endpoints.filter { run.models.contains($0.name) }
    return judges.filter { judge in
      run.models.contains(judge.name) || judged.contains { $0.url == judge.url && $0.model == judge.model }
    }.map(\.name)
  }

  private enum Values: Equatable {
    case preferences([String: Preference])
    case scores([String: Int])
  }

  private func values(of reply: Reply) -> Values? {
    switch template.method {
    case .pairs: VerdictLine.preferences(in: reply.text, criteria: criteria).map(Values.preferences)
    case .rubric: VerdictLine.scores(in: reply.text, criteria: criteria).map(Values.scores)
    }
  }

  /// The verdicts of the replies to first and second questions.
  package func verdicts(_ first: AskResults, _ second: AskResults?) -> JudgeVerdicts {
    var verdicts = JudgeVerdicts()
    var pairs: [[String]: (question: Question, forward: [String: Preference]?, backward: [String: Preference]?)] = [:]
    var order: [[String]] = []
    for question in questions {
      var found: Values?
      if let reply = first.replies[question.first.key]?.reply {
        found = values(of: reply) ?? second?.replies[question.second.key].flatMap { values(of: $0.reply) }
        verdicts.count(question.judge.name, found == nil ? \.unreadable : \.verdicts)
      } else {
        verdicts.count(
          question.judge.name, first.failures[question.first.key] == nil ? \.notAsked : \.failed)
      }
      switch found {
      case .scores(let scores)?:
        verdicts.scores.append(
          RubricScore(
            task: question.task, sample: question.sample, model: question.shown[0], judge: question.judge.name,
            scores: scores))
      case .preferences(let preferences)?:
        if pairs[question.name] == nil { order.append(question.name) }
        var pair = pairs[question.name] ?? (question, nil, nil)
        if question.shown[0] < question.shown[1] {
          pair.forward = preferences
        } else {
          pair.backward = preferences.mapValues(\.exchanged)
        }
        pairs[question.name] = pair
      case nil: break
      }
    }
    for name in order {
      guard let (question, first, second) = pairs[name], let forward = first, let backward = second else { continue }
      verdicts.pairs += judged(question.task, question.sample, question.shown.sorted(), question.judge.name) {
        criterion in (forward[criterion]!, backward[criterion]!)
      }
    }
    addPairsOfScores(&verdicts)
    // The order of the tasks in the file, whatever the order of asking.
    let places = Dictionary(uniqueKeysWithValues: run.tasks.enumerated().map { ($0.element.id, $0.offset) })
    verdicts.pairs = verdicts.pairs.enumerated().sorted {
      (places[$0.element.task]!, $0.offset) < (places[$1.element.task]!, $1.offset)
    }.map(\.element)
    return verdicts
  }

  /// A comparison a criterion.
  private func judged(
    _ task: Int, _ sample: Int, _ models: [String], _ judge: String,
    _ orders: (String) -> (Preference, Preference?)
  ) -> [JudgedPair] {
    let task = run.tasks[task]
    let lengths = models.map { task.answers[$0]?[sample]?.count ?? 0 }
    return criteria.map { criterion in
      let (forward, backward) = orders(criterion)
      var pair = JudgedPair(
        task: task.id, models[0], models[1], criterion: criterion, judge: judge, forward: forward, backward: backward)
      (pair.sample, pair.group, pair.lengthA, pair.lengthB) = (sample, task.group, lengths[0], lengths[1])
      return pair
    }
  }

  /// Under a rubric the answer with the higher score is the better of two.
  private func addPairsOfScores(_ verdicts: inout JudgeVerdicts) {
    let groups = Dictionary(grouping: verdicts.scores) { ["\($0.task)", "\($0.sample)", $0.judge] }
    for key in groups.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let scores = groups[key]!.sorted { $0.model < $1.model }
      for (place, a) in scores.enumerated() {
        for b in scores[(place + 1)...] {
          verdicts.pairs += judged(a.task, a.sample, [a.model, b.model], a.judge) { criterion in
            let difference = Double(a.scores[criterion]! - b.scores[criterion]!)
            return (Preference(score: 0.5 + difference), nil)
          }
        }
      }
    }
  }
}
