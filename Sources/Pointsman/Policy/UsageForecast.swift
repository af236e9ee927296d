internal import PointsmanSupport

/// Forecasts of the tokens, seconds, speed and USD of a router's models on a prompt.
package struct Usage: Sendable, Equatable {
  /// How the heads' features are scaled.
  package let scaling: FeatureScaling
  /// For each quantity that training recorded, M heads; nil for a model that it was not recorded of.
  package let heads: [Quantity: [UsageHead?]]

  /// A quantity that outcomes record of an answer, or that follows from what they record.
  package enum Quantity: String, Sendable, CaseIterable {
    /// Tokens that the model reads, as counted by its own tokeniser, with its system prompt and tools.
    case inputTokens = "input_tokens"
    /// Tokens of the answer; where only its characters were recorded, a quarter of those.
    case outputTokens = "output_tokens"
    /// Seconds until the answer was there.
    case latency = "latency_s"
    /// Seconds until the first token of the answer was there.
    case firstToken = "first_token_s"
    /// Tokens a second after the first token.
    case outputSpeed = "output_tokens_per_s"
    /// USD, at the prices that the outcomes were recorded at.
    case cost

    /// True if files of format 1 have no forecast of it.
    var isOfFormat2: Bool { self == .firstToken || self == .outputSpeed }
  }

  package init(scaling: FeatureScaling, heads: [Quantity: [UsageHead?]]) {
    (self.scaling, self.heads) = (scaling, heads)
  }

  /// M expected amounts for a prompt with these raw structural features; nil where nothing was recorded.
  package func amounts(of quantity: Quantity, features: [Float]) -> [Double?] {
    guard let heads = heads[quantity] else { return [] }
    let scaled = features.indices.map { scaling.scaled(features[$0], $0) }
    return heads.map { $0?.amount(scaled: scaled) }
  }
}

/// How much of something a model will use on a prompt: a line in the scaled structural features on the logarithm.
///
///     ŷ = exp(b + wᵀz) · S − s
///
/// s is a hundredth of the mean in training, which keeps the logarithm of 0 finite; S, the mean of the exponentials of
/// the held-out residuals, turns a median into a mean (Duan, "Smearing estimate", 1983).
package struct UsageHead: Sendable, Equatable {
  /// w, one a structural feature; none where the prompt does not help, and the mean is all there is to say.
  package let weights: [Float]
  /// b.
  package let intercept: Double
  /// s.
  package let offset: Double
  /// S.
  package let smearing: Double

  package init(weights: [Float], intercept: Double, offset: Double, smearing: Double) {
    (self.weights, self.intercept, self.offset, self.smearing) = (weights, intercept, offset, smearing)
  }

  /// The same amount for every prompt.
  package init(constant: Double) {
    self.init(weights: [], intercept: 0, offset: -constant, smearing: 0)
  }

  /// The expected amount, for features scaled as in training. Never below 0.
  func amount(scaled features: [Float]) -> Double {
    let z = zip(weights, features).reduce(intercept) { $0 + Double($1.0) * Double($1.1) }
    return max(0, exp(z) * smearing - offset)
  }

  var isValid: Bool {
    weights.allSatisfy(\.isFinite) && [intercept, offset, smearing].allSatisfy(\.isFinite) && smearing >= 0
      && (weights.isEmpty || weights.count == StructuralFeatures.count)
  }
}

extension Router {
  /// For each model USD for `prompt`, at the prices that training's outcomes were recorded at: as forecast, else its mean in
  /// training; nil where costs are not known, or the forecast is beyond any number. O(length of the prompt).
  package func expectedCosts(of prompt: Prompt) -> [Double?] {
    withReading(of: prompt) { expectedCosts(of: &$0) }
  }

  func expectedCosts(of reading: inout PromptReading) -> [Double?] {
    let recorded = manifest.usage?.amounts(of: .cost, features: reading.structuralFeatures) ?? []
    return manifest.models.indices.map { m in
      let cost = recorded.isEmpty ? manifest.models[m].meanCost : recorded[m] ?? manifest.models[m].meanCost
      return cost.flatMap { $0.isFinite ? $0 : nil }
    }
  }
}

extension Prompt {
  /// About as many tokens as a model reads of all turns: a quarter of the bytes, rounded up.
  ///
  /// Four bytes a token is the rule of thumb for English; text in other scripts may take two or three times as many.
  package var estimatedTokens: Int { (messages.reduce(0) { $0 + $1.content.utf8.count } + 3) / 4 }
}

extension Usage {
  /// Reads what `json` writes; nil unless it fits so many models and this version's features.
  init?(_ value: JSONValue, models: Int) {
    guard let means = value["means"]?.doubles, let scales = value["inverse_deviations"]?.doubles,
      value["features"]?.array?.map(\.string) == StructuralFeatures.names, means.count == StructuralFeatures.count,
      let scaling = FeatureScaling(means: means.map { Float($0) }, inverseDeviations: scales.map { Float($0) }),
      case .object(let quantities)? = value["heads"]
    else { return nil }
    var heads: [Quantity: [UsageHead?]] = [:]
    for (name, entry) in quantities {
      guard let quantity = Quantity(rawValue: name), let entries = entry.array, entries.count == models else {
        return nil
      }
      heads[quantity] = []
      for entry in entries {
        let head = UsageHead(entry)
        guard head != nil || entry == .null else { return nil }
        heads[quantity]!.append(head)
      }
    }
    self.init(scaling: scaling, heads: heads)
  }

  var json: JSONValue {
    .object([
      ("features", .array(StructuralFeatures.names.map(JSONValue.string))),
      ("means", .array(scaling.means.map { .number(Double($0)) })),
      ("inverse_deviations", .array(scaling.inverseDeviations.map { .number(Double($0)) })),
      (
        "heads",
        .object(
          Quantity.allCases.compactMap { quantity in
            heads[quantity].map { (quantity.rawValue, .array($0.map { $0?.json ?? .null })) }
          })
      ),
    ])
  }
}

extension UsageHead {
  fileprivate init?(_ value: JSONValue) {
    guard let weights = value["weights"]?.doubles, let intercept = value["intercept"]?.double,
      let offset = value["offset"]?.double, let smearing = value["smearing"]?.double
    else { return nil }
    self.init(weights: weights.map { Float($0) }, intercept: intercept, offset: offset, smearing: smearing)
    guard isValid else { return nil }
  }

  fileprivate var json: JSONValue {
    .object([
      ("intercept", .number(intercept)), ("offset", .number(offset)), ("smearing", .number(smearing)),
      ("weights", .array(weights.map { .number(Double($0)) })),
    ])
  }
}
