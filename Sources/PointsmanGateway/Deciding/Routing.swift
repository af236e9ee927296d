package import Pointsman
package import PointsmanDecisionLog

/// The outcome of routing one request: the decision, and what the gateway made of it.
///
/// Models are given by their index in `decision.models`.
package struct Routing: Sendable {
  package let id: DecisionID
  /// What the policy said.
  package let decision: Decision
  /// The policy's name.
  package let policy: String
  package let router: Router
  /// The model that the policy preferred.
  package let preferred: Int
  /// The model that was chosen; another than `preferred` where the choice was explored.
  package let chosen: Int
  /// M chances that the models had; they sum to 1.
  package let propensities: [Double]
  /// The chosen model first, then those to fall back on, in the policy's own order.
  package let order: [Int]

  package init(
    id: DecisionID, decision: Decision, policy: String, router: Router, preferred: Int, chosen: Int,
    propensities: [Double], order: [Int]
  ) {
    (self.id, self.decision, self.policy, self.router) = (id, decision, policy, router)
    (self.preferred, self.chosen, self.propensities, self.order) = (preferred, chosen, propensities, order)
  }
}
