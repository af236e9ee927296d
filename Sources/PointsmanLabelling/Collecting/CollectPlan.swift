internal import Pointsman
package import PointsmanEndpoints
internal import PointsmanOutcomes
package import PointsmanSupport

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

/// What a run would send, and could cost, by model.
package struct CollectEstimate: Sendable {
  package struct Model: Sendable {
    package let name: String
    /// Requests that are not answered yet.
    package let requests: Int
    /// Tokens of the prompts, by the rule of four bytes a token.
    package let inputTokens: Double
    /// USD, where every answer has the most tokens that it may have; nil without a price.
    package let costBound: Double?
    /// USD, with answers as long as the journal's; nil without a price or without any answer.
    package let expectedCost: Double?
  }

  package let models: [Model]

  /// USD in all; nil where a model has no price.
  package var costBound: Double? {
    let bounds = models.compactMap(\.costBound)
    return bounds.count == models.count ? bounds.reduce(0, +) : nil
  }

  /// - Parameter journal: the replies that are there; nil for none.
  package init(_ plan: CollectPlan, _ journal: AskJournal?) throws {
    var open: [String: [Ask]] = [:]
    var lengths: [String: [Int]] = [:]
    for ask in plan.asks {
      switch try journal?.entry(of: ask) {
      case .reply(let reply, _)?: if let tokens = reply.outputTokens { lengths[ask.model, default: []].append(tokens) }
      case .failure(let failure)? where failure.kind.isFinal: break
      default: open[ask.model, default: []].append(ask)
      }
    }
    models = plan.endpoints.map { endpoint in
      let asks = open[endpoint.name] ?? []
      let input = asks.map { Double($0.body.count) / 4 }.reduce(0, +)
      let known = lengths[endpoint.name] ?? []
      let mean = known.isEmpty ? nil : Double(known.reduce(0, +)) / Double(known.count)
      let bounds = asks.compactMap(\.costBound)
      return Model(
        name: endpoint.name, requests: asks.count, inputTokens: input,
        costBound: bounds.count == asks.count && endpoint.price != nil ? bounds.reduce(0, +) : nil,
        expectedCost: mean.flatMap { mean in
          endpoint.price?.cost(input: input, output: mean * Double(asks.count))
        })
    }
  }
}

extension CollectEstimate {
  package func json(spent: Double) -> JSONValue {
    let lines = models.map { model in
      JSONValue.object([
        ("model", .string(model.name)), ("requests", .integer(model.requests)),
        ("input_tokens", .number(model.inputTokens)), ("cost_bound", .figure(model.costBound)),
        ("expected_cost", .figure(model.expectedCost)),
      ])
    }
    return .object([("spent", .number(spent)), ("cost_bound", .figure(costBound)), ("models", .array(lines))])
  }
}
