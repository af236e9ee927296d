internal import Pointsman
internal import PointsmanSupport

/// The chances of a question's labels, and the label that the policy chose.
///
/// The choice is always the policy's. It is the first label that is mapped to the chosen model. The probabilities sum to 1
/// and no other label has more than the choice. They say how sure the policy is of this choice, not how likely a model's
/// answer is right:
/// - The objective decided, and the margin m and its calibration error s are known: the choice has Φ(m / s), the chance that
///   the choice leads by more than nothing, m's error taken as normal. That is a lower bound where the next model
///   has the choice's label, too.
/// - An override decided: the choice has 1.
/// - A guard decided, or there was no text: all labels are alike, so that the confidence is 0.
/// - Otherwise (errors are not known, the conversation stays, or the choice was explored): each label in proportion to the
///   largest probability of its models, that of the choice at most.
///
/// What the choice leaves is shared among the other labels in that proportion.
package struct LabelChances: Sendable, Equatable {
  /// The index of the chosen label.
  package let choice: Int
  /// One a label; they sum to 1.
  package let probabilities: [Double]

  /// (n · p − 1) / (n − 1) for the largest p of n labels, the published formula: 0 where all are alike, 1 where one is
  /// certain. 1 where there is one label.
  package var confidence: Double {
    let n = Double(probabilities.count)
    guard n > 1 else { return 1 }
    return min(1, max(0, (n * probabilities[choice] - 1) / (n - 1)))
  }

  /// nil where no label is mapped to the chosen model.
  ///
  /// - Parameter isBlank: true if there was no text to route on.
  package init?(of question: DecisionQuestions.Question, _ routing: Routing, isBlank: Bool) {
    let labels = question.labels
    guard let choice = labels.firstIndex(where: { $0.models.contains(routing.chosen) }) else { return nil }
    self.choice = choice
    let decision = routing.decision
    let isObjective = decision.rule == .objective && routing.chosen == routing.preferred
    guard labels.count > 1, decision.rule != .override else {
      probabilities = labels.indices.map { $0 == choice ? 1 : 0 }
      return
    }
    guard !isBlank, decision.rule != .guarded, decision.rule != .withoutText else {
      probabilities = labels.map { _ in 1 / Double(labels.count) }
      return
    }
    var weights = labels.map { label in label.models.map { decision.probabilities[$0] }.max() ?? 0 }
    if isObjective, let error = decision.marginError, error > 0, decision.margin >= 0 {
      weights[choice] = 0
      let certainty = erfc(-decision.margin / error / 2.0.squareRoot()) / 2
      let shares = Self.normalized(weights, except: choice)
      probabilities = labels.indices.map { $0 == choice ? certainty : (1 - certainty) * shares[$0] }
    } else {
      weights = weights.map { min($0, decision.probabilities[routing.chosen]) }
      weights[choice] = decision.probabilities[routing.chosen]
      probabilities = Self.normalized(weights, except: nil)
    }
  }

  /// Weights that sum to 1, with 0 at `excluded`; all alike where there is no weight.
  private static func normalized(_ weights: [Double], except excluded: Int?) -> [Double] {
    let sum = weights.reduce(0, +)
    guard sum > 0 else {
      let share = 1 / Double(weights.count - (excluded == nil ? 0 : 1))
      return weights.indices.map { $0 == excluded ? 0 : share }
    }
    return weights.map { $0 / sum }
  }
}

extension DecisionQuestions {
  /// The answer's body.
  ///
  /// - Parameter routings: one a question, in order, each decided among the question's models.
  package func answer(_ routings: [Routing]) throws(GatewayError) -> [UInt8] {
    precondition(routings.count == questions.count, "one routing a question")
    var answers: [LabelChances] = []
    for (question, routing) in zip(questions, routings) {
      guard let chances = LabelChances(of: question, routing, isBlank: prompt.isBlank) else {
        throw GatewayError(.internalError, "the policy chose a model that the question has no label for")
      }
      answers.append(chances)
    }
    let tokens = prompt.estimatedTokens
    var json = JSONBytes()
    json.object { json in
      json.member("model", model)
      switch form {
      case .decisions:
        json.member(
          "answers",
          array: { json in
            for (question, chances) in zip(questions, answers) { write(question, chances, to: &json) }
          })
        json.member("usage", object: { json in Self.writeUsage(tokens, to: &json) })
      case .systemone:
        json.member(
          "answers",
          object: { json in
            for (question, chances) in zip(questions, answers) { writeByName(question, chances, to: &json) }
          })
        json.member(
          "usage",
          object: { json in
            json.member("input_tokens", integer: tokens)
            json.member("output_tokens", integer: 0)
          })
      }
    }
    return json.bytes
  }

  private func write(_ question: Question, _ chances: LabelChances, to json: inout JSONBytes) {
    json.object { json in
      json.member("type", "choice")
      if let name = question.name { json.member("name", name) }
      json.key("choice")
      json.label(question.labels[chances.choice].value)
      json.member(
        "probabilities",
        array: { json in
          for (label, probability) in zip(question.labels, chances.probabilities) {
            json.object { json in
              json.key("value")
              json.label(label.value)
              json.member("probability", number: probability)
            }
          }
        })
      json.member("confidence", number: chances.confidence)
    }
  }

  private func writeByName(_ question: Question, _ chances: LabelChances, to json: inout JSONBytes) {
    json.member(
      question.name ?? "",
      object: { json in
        json.member("type", "choice")
        json.member("choice", question.labels[chances.choice].value.name)
        json.member("confidence", number: chances.confidence)
        json.member(
          "probabilities",
          object: { json in
            for (label, probability) in zip(question.labels, chances.probabilities) {
              json.member(label.value.name, number: probability)
            }
          })
      })
  }

  /// Tokens of the input as Pointsman estimates them; a router writes none.
  private static func writeUsage(_ tokens: Int, to json: inout JSONBytes) {
    json.member("input_tokens", integer: tokens)
    json.member(
      "input_tokens_details",
      object: { json in
        json.member("cached_tokens", integer: 0)
        json.member("cache_write_tokens", integer: 0)
      })
    json.member("output_tokens", integer: 0)
    json.member("output_tokens_details", object: { json in json.member("reasoning_tokens", integer: 0) })
    json.member("total_tokens", integer: tokens)
  }
}

extension JSONBytes {
  fileprivate mutating func label(_ value: DecisionQuestions.Value) {
    switch value {
    case .text(let text): string(text)
    case .boolean(let value): boolean(value)
    }
  }
}
