internal import Pointsman
package import PointsmanEndpoints
internal import PointsmanOutcomes
internal import PointsmanSupport

/// Which prompts go to which models, and how often.
package struct CollectPlan: Sendable {
  package let prompts: [CollectedPrompt]
  package let endpoints: [Endpoint]
  /// Answers that a model gives to a prompt.
  package let samples: Int
  /// In the order in which they are sent: prompts at random, so that a run that stops early has a fair part of them.
  package let asks: [Ask]

  package init(
    _ prompts: [CollectedPrompt], to endpoints: [Endpoint], samples: Int, maximumTokens: Int, seed: UInt64
  ) throws {
    for endpoint in endpoints where FileName.encoded(endpoint.name) == nil {
      throw LabellingError(
        "model \"\(endpoint.name.prefix(40))…\"", "has a name too long for a folder", remedy: "shorten it to 240 bytes")
    }
    var random = SplitMix64(seed: seed)
    let order = prompts.shuffled(using: &random)
    (self.prompts, self.endpoints, self.samples) = (prompts, endpoints, samples)
    asks = order.flatMap { prompt in
      endpoints.flatMap { endpoint in
        (1...samples).map { sample in
          Ask(
            key: Self.key(endpoint.name, prompt.id, sample), group: prompt.id,
            ModelRequest(to: endpoint, prompt.conversation, maximumTokens: maximumTokens))
        }
      }
    }
  }

  static func key(_ model: String, _ id: String, _ sample: Int) -> String {
    JSONValue.array([.string(model), .string(id), .integer(sample)]).text
  }

  /// The line of a prompt, with what is known of the answers in place of outcomes of the same models.
  func task(_ prompt: CollectedPrompt, _ cells: [(key: String, value: JSONValue)]) -> JSONValue {
    guard case .object(var members) = prompt.record.json else { return .null }
    let place = members.firstIndex { $0.key == "outcomes" } ?? members.endIndex
    var outcomes = cells
    if place < members.endIndex, case .object(let earlier) = members.remove(at: place).value {
      outcomes = earlier.filter { cell in !cells.contains { $0.key == cell.key } } + cells
    }
    members.insert(("outcomes", .object(outcomes)), at: place)
    if samples > 1 { members.append(("samples", .integer(samples))) }
    return .object(members)
  }
}
