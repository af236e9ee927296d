package import Pointsman
internal import PointsmanSupport

/// A request to the sidecar's `/route`, in version 1 of the contract `policy_router_v1`: a prompt and the candidates that
/// the caller would serve.
package struct SidecarRequest: Sendable {
  package static let version = "policy_router_v1"

  /// The caller's name of this request, which the answer repeats.
  package let routeID: String
  package let prompt: Prompt
  /// True if the caller compares and does not serve the answer.
  package let isShadow: Bool
  /// In the order of the body; never empty.
  package let candidates: [Candidate]
  /// The model that the conversation is with, as far as it is among the candidates.
  package let current: Int?

  /// One model that the caller can serve.
  package struct Candidate: Sendable, Equatable {
    package let rosterID: String
    package let provider: String?
    /// The router's index.
    package let model: Int
  }

  /// The router's models that may be chosen.
  package var models: Set<Int> { Set(candidates.map(\.model)) }

  /// The most candidates: more than any roster has.
  private static let most = 1000

  /// Reads a body. O(bytes).
  ///
  /// - Parameters:
  ///   - models: the router's, in its order.
  ///   - roster: for roster ids that are not the router's names, the model that each is mapped to.
  ///
  /// A roster id without a model is a 503, as the contract has it. No other model is chosen.
  package init(_ body: [UInt8], models: [String], roster: [String: String] = [:]) throws(GatewayError) {
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue(parsing: body, maximumValues: 100_000) } catch {
      throw GatewayError(error)
    }
    let version = json["schema_version"]?.string
    guard version == Self.version else {
      throw Self.fault(
        "schema_version", "is \(version.map { "\"\($0.prefix(64))\"" } ?? "missing"), not \"\(Self.version)\"")
    }
    guard let id = json["route_id"]?.string, !id.isEmpty else { throw Self.fault("route_id", "is not a text") }
    routeID = id
    switch json["execution_mode"]?.string ?? "serving" {
    case "serving": isShadow = false
    case "shadow": isShadow = true
    default: throw Self.fault("execution_mode", "is neither \"serving\" nor \"shadow\"")
    }
    prompt = try Self.prompt(json)
    candidates = try Self.candidates(json["candidates"], models, roster)
    let served = json["previous_served_model"]?.string
    current =
      candidates.first { candidate in
        candidate.rosterID == served || models[candidate.model] == served
      }?.model
  }

  private static func prompt(_ json: JSONValue) throws(GatewayError) -> Prompt {
    if let turns = json["conversation_messages"]?.array, !turns.isEmpty {
      var messages: [Message] = []
      for (index, turn) in turns.enumerated() {
        guard let text = (turn["text"] ?? turn["content"])?.string,
          let role = turn["role"]?.string.flatMap(Message.Role.init(rawValue:))
        else { throw fault("conversation_messages[\(index)]", "has not both a role and a text") }
        messages.append(Message(role: role, content: text))
      }
      if let prompt = Prompt(messages: messages) { return prompt }
    }
    guard let text = json["prompt_text"]?.string else {
      throw fault("prompt_text", "is missing, and so is conversation_messages")
    }
    return Prompt(text)
  }

  private static func candidates(
    _ json: JSONValue?, _ models: [String], _ roster: [String: String]
  ) throws(GatewayError) -> [Candidate] {
    guard let list = json?.array, (1...most).contains(list.count) else {
      throw fault("candidates", "is not a list of 1 to \(most) candidates")
    }
    var candidates: [Candidate] = []
    var seen: Set<String> = []
    for (index, candidate) in list.enumerated() {
      guard let id = candidate["roster_id"]?.string else {
        throw fault("candidates[\(index)].roster_id", "is not a text")
      }
      guard seen.insert(id).inserted else {
        throw fault("candidates[\(index)].roster_id", "repeats \"\(id.prefix(64))\"")
      }
      guard let model = models.firstIndex(of: roster[id] ?? id) else {
        throw GatewayError(
          .overloaded,
          "roster id \"\(id.prefix(64))\" is mapped to no model of the router, which knows \(models.listed); "
            + "map it in the configuration",
          code: "unknown_roster_id", member: "candidates[\(index)].roster_id")
      }
      candidates.append(Candidate(rosterID: id, provider: candidate["provider"]?.string, model: model))
    }
    return candidates
  }

  private static func fault(_ member: String, _ what: String) -> GatewayError {
    GatewayError(.invalidRequest, "\"\(member)\" \(what)", member: member)
  }
}
