package import Pointsman
internal import PointsmanDecisionLog

extension Routing {
  /// The answer of `/v1/route`: the members that `pointsman route --json` prints, and what the gateway adds.
  ///
  /// - Parameters:
  ///   - upstreams: for each of the M models the name of the upstream that serves it; nil where none does.
  ///   - explanation: adds the contributions to the chosen model's logit against the next best, the largest first.
  ///   - most: the most contributions that are listed.
  package func routeAnswer(
    upstreams: [String?] = [], explanation: Explanation? = nil, most: Int = 0
  ) -> [UInt8] {
    let models = decision.models
    var json = JSONBytes(capacity: 640 + 96 * models.count + 160 * most)
    json.object { json in
      json.member("object", "routing.decision")
      json.member("id", id.description)
      json.member("model", models[chosen])
      json.member("upstream", upstreams.indices.contains(chosen) ? upstreams[chosen] : nil)
      json.member("policy", policy)
      json.figures("probabilities", of: models, decision.probabilities)
      json.figures("calibration_errors", of: models, decision.calibrationErrors)
      json.figures("costs", of: models, decision.costs)
      json.figures("latencies", of: models, decision.latencies)
      json.member("margin", number: decision.margin)
      json.member("margin_error", number: decision.marginError)
      json.member("expected_cost", number: decision.costs[chosen])
      json.member("rule", decision.rule.rawValue)
      json.member("reason", decision.reason)
      json.member("propensity", number: propensities[chosen])
      json.member("preferred", models[preferred])
      json.member("fallbacks", array: { json in for m in order.dropFirst() { json.string(models[m]) } })
      if let explanation { write(explanation, most: most, to: &json) }
      json.member("router", String(router.digest.prefix(12)))
    }
    return json.bytes
  }

  /// The model that the explanation sets the chosen one against: the next that the policy would take, or else the likeliest.
  private var rival: Int? {
    if order.count > 1 { return order[1] }
    return decision.models.indices.filter { $0 != chosen }
      .max { (decision.probabilities[$0], -$0) < (decision.probabilities[$1], -$1) }
  }

  private func write(_ explanation: Explanation, most: Int, to json: inout JSONBytes) {
    guard let rival else { return json.member("contributions", array: { _ in }) }
    json.member("against", decision.models[rival])
    json.member(
      "contributions",
      array: { json in
        for (contribution, difference) in explanation.contributions(of: chosen, against: rival).prefix(most) {
          json.object { json in
            json.member("source", contribution.source.rawValue)
            json.member("text", contribution.text)
            json.member("phrase", contribution.phrase)
            json.member("difference", number: difference)
            json.figures("logits", of: decision.models, contribution.values)
          }
        }
      })
  }
}

extension JSONBytes {
  /// An object of one figure a model.
  fileprivate mutating func figures(_ name: String, of models: [String], _ values: [Double]) {
    member(name, object: { json in for m in values.indices { json.member(models[m], number: values[m]) } })
  }

  fileprivate mutating func figures(_ name: String, of models: [String], _ values: [Double?]) {
    member(name, object: { json in for m in values.indices { json.member(models[m], number: values[m]) } })
  }
}
