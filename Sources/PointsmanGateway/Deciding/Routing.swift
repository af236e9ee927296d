package import Pointsman
package import PointsmanDecisionLog

/// The outcome of routing one request: the decision, and what the gateway made of it.
///
/// Models are given by their index in `decision.models`.
package struct Routing: Sendable {
  package let id: DecisionID
  /// The policy's decision.
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
  /// A name of the conversation; nil where it is not known.
  package let conversation: String?
  /// SHA-256 of the router, 64 hexadecimal digits.
  package var digest: String { router.digest }
  /// From 1, as far as this server has seen the conversation.
  package let turn: Int?

  package init(
    id: DecisionID, decision: Decision, policy: String, router: Router, preferred: Int, chosen: Int,
    propensities: [Double], order: [Int], conversation: String? = nil, turn: Int? = nil
  ) {
    (self.id, self.decision, self.policy, self.router) = (id, decision, policy, router)
    (self.preferred, self.chosen, self.propensities, self.order) = (preferred, chosen, propensities, order)
    (self.conversation, self.turn) = (conversation, turn)
  }
}

extension Routing {
  /// Chances under exploration: ε is shared by the permitted models alike, the rest goes to the preferred one.
  static func propensities(of preferred: Int, permitted: [Bool], epsilon: Double) -> [Double] {
    let share = epsilon / Double(permitted.count { $0 })
    return permitted.indices.map { m in
      (permitted[m] ? share : 0) + (m == preferred ? 1 - epsilon : 0)
    }
  }

  /// The model that `draw`, a number in [0, 1), falls on when chances are laid side by side.
  static func drawn(_ draw: Double, from propensities: [Double]) -> Int {
    var sum = 0.0
    for m in propensities.indices {
      sum += propensities[m]
      if draw < sum { return m }
    }
    return propensities.lastIndex { $0 > 0 } ?? 0
  }
}
