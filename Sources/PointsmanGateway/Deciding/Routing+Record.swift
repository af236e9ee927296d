package import Pointsman
package import PointsmanDecisionLog

extension Routing {
  /// The record of this decision for the log.
  ///
  /// - Parameters:
  ///   - milliseconds: Since 1970, of the request's arrival.
  ///   - decisionTime: In microseconds.
  package func record(
    of prompt: Prompt, needs: Set<String>, endpoint: String, key: String?, snapshot: GatewaySnapshot,
    milliseconds: Int64,
    decisionTime: Double, answer: DecisionRecord.Answer?
  ) -> DecisionRecord {
    DecisionRecord(
      id: id, milliseconds: milliseconds, router: snapshot.loggedRouter,
      configuration: snapshot.configuration.digest ?? "", policy: policy, endpoint: endpoint, key: key,
      conversation: conversation, turn: turn, text: prompt.userText, tags: prompt.tags, needs: needs.sorted(),
      probabilities: decision.probabilities, isPermitted: decision.isPermitted, propensities: propensities,
      preferred: preferred, chosen: chosen, rule: decision.rule, reason: decision.reason, margin: decision.margin,
      marginError: decision.marginError, expectedCosts: decision.costs, decisionTime: decisionTime, answer: answer)
  }
}

extension Decider {
  /// The decision for a model that the client named, or that alone can go on: its forecasts are logged, nothing is chosen.
  ///
  /// nil where the rules of no policy leave the model for the prompt.
  package func routing(
    of prompt: Prompt, to model: Int, _ snapshot: GatewaySnapshot, id: DecisionID
  ) -> Routing? {
    guard let decision = try? snapshot.policies[GatewaySnapshot.mostLikely]?.route(prompt, among: [model]) else {
      return nil
    }
    return Routing(
      id: id, decision: decision, policy: DecisionRecord.namedModel, router: snapshot.router, preferred: model,
      chosen: model,
      propensities: decision.isPermitted.map { $0 ? 1 : 0 }, order: [model])
  }
}
