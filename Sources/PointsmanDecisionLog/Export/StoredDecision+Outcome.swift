internal import Pointsman
internal import PointsmanOutcomes

extension StoredDecision {
  /// The decision as a row of outcomes: the score of the one model that answered, with the chance that it had.
  ///
  /// Rows of a conversation are one group. What was not measured, or only estimated, is left out.
  func outcomeRecord(prompt: String, score: Double) -> OutcomeRecord {
    var outcome = Outcome(score: score, cost: areTokensEstimated ? nil : cost)
    outcome.latency = total.map { $0 / 1000 }
    // Of an answer in one piece the first byte says nothing of the first token.
    outcome.firstTokenTime = isStream == true ? firstByte.map { $0 / 1000 } : nil
    outcome.inputTokens = areTokensEstimated ? nil : inputTokens.map(Double.init)
    outcome.outputTokens = areTokensEstimated ? nil : outputTokens.map(Double.init)
    outcome.propensity = propensity
    var record = OutcomeRecord(id: "\(id)", prompt: Prompt(prompt, tags: tags))
    record.row.group = conversation.map(Hexadecimal.text)
    record.outcomes = [router.models[chosen]: outcome]
    return record
  }
}
