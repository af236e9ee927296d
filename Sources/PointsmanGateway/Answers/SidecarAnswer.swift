internal import Pointsman
internal import PointsmanDecisionLog
internal import PointsmanSupport

/// The bodies that a sidecar of `policy_router_v1` answers with.
package enum SidecarAnswer {
  /// Of `GET /capabilities`.
  package static var capabilities: [UInt8] {
    var json = JSONBytes(capacity: 320)
    json.object { json in
      json.member("schema_version", SidecarRequest.version)
      json.member("reports_outcomes", boolean: true)
      json.member("reports_feedback", boolean: true)
      // The policy is the router's: preferences and a bias of the caller do not change it.
      json.member("honors_preferred_models", boolean: false)
      json.member("honors_quality_price_bias", boolean: false)
      json.member("supports_debug_route_detail", boolean: false)
      json.member("supports_preview", boolean: false)
      json.member("supports_shadow", boolean: true)
      json.member("authoritative_per_turn_selection", boolean: false)
    }
    return json.bytes
  }

  /// Of `POST /route`. Several candidates may be mapped to the chosen model. The first of these is selected.
  ///
  /// - Parameter routing: decided among the request's models.
  package static func route(_ request: SidecarRequest, _ routing: Routing) throws(GatewayError) -> [UInt8] {
    guard let selected = request.candidates.first(where: { $0.model == routing.chosen }) else {
      throw GatewayError(.internalError, "the policy chose a model that is not among the candidates")
    }
    let decision = routing.decision
    let digest = routing.router.digest
    var json = JSONBytes()
    json.object { json in
      json.member("schema_version", SidecarRequest.version)
      json.member("route_id", request.routeID)
      json.member("selected_roster_id", selected.rosterID)
      if let provider = selected.provider { json.member("selected_provider", provider) }
      json.member("model", selected.rosterID)
      json.member("score", number: decision.probabilities[routing.chosen])
      json.member(
        "candidate_scores",
        object: { json in
          for candidate in request.candidates {
            json.member(candidate.rosterID, number: decision.probabilities[candidate.model])
          }
        })
      json.member("propensity", number: routing.propensities[routing.chosen])
      json.member("reason", decision.reason)
      json.member("policy_route_key", "\(routing.policy)|\(decision.rule.rawValue)")
      json.member("policy_artifact_id", String(digest.prefix(12)))
      json.member("policy_artifact_sha256", digest)
      json.member("roster_version", String(digest.prefix(12)))
      json.member("debug_ref", routing.id.description)
    }
    return json.bytes
  }

  /// Of `POST /outcome` and `POST /feedback`.
  package static let accepted: [UInt8] = Array("{}".utf8)
}

/// The body of the sidecar's `/outcome` or `/feedback`: a report on a route, by the caller's name of it.
package struct SidecarReport: Sendable, Equatable {
  /// The name of the route, as the caller gave it to `/route`.
  package let routeID: String
  /// From 0 to 1: the body's `score`, or else `success` as 1 or 0; nil where it has neither.
  package let score: Double?

  /// Reads a body. Members beside `route_id`, `score` and `success` are the caller's own, and are passed over. O(bytes).
  package init(_ body: [UInt8]) throws(GatewayError) {
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue(parsing: body, maximumValues: 10_000) } catch {
      throw GatewayError(error)
    }
    guard let id = json["route_id"]?.string, !id.isEmpty else {
      throw GatewayError(.invalidRequest, "\"route_id\" is not a text", member: "route_id")
    }
    routeID = id
    switch (json["score"], json["success"]) {
    case (let value?, _) where value != .null:
      guard let number = value.double, (0...1).contains(number) else {
        throw GatewayError(.invalidRequest, "\"score\" is not a number from 0 to 1", member: "score")
      }
      score = number
    case (_, .bool(let success)?): score = success ? 1 : 0
    default: score = nil
    }
  }
}
