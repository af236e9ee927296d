internal import Pointsman
package import PointsmanEndpoints
package import PointsmanSupport

/// The requests that a run would send, and what they could cost, by model.
package struct AskEstimate: Sendable {
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

  /// - Parameters:
  ///   - endpoints: the models that are asked.
  ///   - journal: the replies that are there; nil for none.
  package init(_ asks: [Ask], to endpoints: [Endpoint], _ journal: AskJournal?) throws {
    var open: [String: [Ask]] = [:]
    var lengths: [String: [Int]] = [:]
    for ask in asks {
      switch try journal?.entry(of: ask) {
      case .reply(let reply, _)?: if let tokens = reply.outputTokens { lengths[ask.model, default: []].append(tokens) }
      case .failure(let failure)? where failure.kind.isFinal: break
      default: open[ask.model, default: []].append(ask)
      }
    }
    models = endpoints.map { endpoint in
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

extension AskEstimate {
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
