package import PointsmanSupport

/// The context block of a trained router: how each tag changes the probabilities that the other blocks give.
///
/// Key by key, in order, a prompt whose tag t of the key is known has the log odds z of model m become
///
///     z ← slope_km z + intercept_km + w_tm
///
/// A prompt without a known tag keeps the very bits of its probabilities, as if the block were not there.
package struct ContextHead: BlockHead {
  /// T tags, in order, each once. Tags of one key are neighbours.
  package let tags: [PromptTag]
  /// The K keys, in order.
  package let keys: [String]
  package let models: Int
  /// K × M, row-major, each from 0 to 1: the share of the text's log odds that still counts once the tag is known.
  package let slopes: [Float]
  /// K × M, row-major.
  package let intercepts: [Float]
  /// T × M, row-major.
  package let weights: [Float]
  private let places: [PromptTag: Int]

  package var block: Block { .context }
  package var summary: String { "context (\(tags.count) tags)" }

  /// nil when the shapes disagree, tags are not in order, or a number is not finite or out of range.
  package init?(tags: [PromptTag], models: Int, slopes: [Float], intercepts: [Float], weights: [Float]) {
    let keys = Self.keys(of: tags)
    guard slopes.count == keys.count * models, intercepts.count == slopes.count, weights.count == tags.count * models,
      slopes.allSatisfy({ 0...1 ~= $0 }), (intercepts + weights).allSatisfy(\.isFinite),
      zip(tags, tags.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    (self.tags, self.keys, self.models) = (tags, keys, models)
    (self.slopes, self.intercepts, self.weights) = (slopes, intercepts, weights)
    places = Dictionary(uniqueKeysWithValues: zip(tags, tags.indices))
  }

  /// O(keys · M).
  package func correct(_ probabilities: inout [Double], for prompt: Prompt) {
    for (key, name) in keys.enumerated() {
      guard let tag = prompt.tags[name].flatMap({ places[PromptTag(name, $0)] }) else { continue }
      for model in 0..<models {
        let (slope, intercept) = (slopes[key * models + model], intercepts[key * models + model])
        let shift = Double(intercept) + Double(weights[tag * models + model])
        // A head that changes nothing must not round, either.
        guard slope != 1 || shift != 0 else { continue }
        let z = Double(slope) * Self.logOdds(probabilities[model]) + shift
        probabilities[model] = sigmoid(z)
      }
    }
  }

  /// By how much each known tag moves the log odds, one tag after another.
  package func corrections(for prompt: Prompt, to probabilities: [Double]) -> [Contribution] {
    var (probabilities, contributions) = (probabilities, [Contribution]())
    for key in keys {
      guard let value = prompt.tags[key], tags.contains(PromptTag(key, value)) else { continue }
      let before = probabilities
      correct(&probabilities, for: Prompt("", tags: [key: value]))
      contributions.append(
        Contribution(
          source: .tag, text: "\(key)=\(value)",
          values: zip(probabilities, before).map { Self.logOdds($0) - Self.logOdds($1) }))
    }
    return contributions
  }

  package var additionObstacle: String? { nil }

  /// The new column changes nothing: slope 1, and 0 for the rest.
  package func adding(mix _: [Float], structural _: [Float], at place: Int) -> any BlockHead {
    func column(_ matrix: [Float], _ value: Float) -> [Float] {
      matrix.inserting(column: matrix.indices.prefix(matrix.count / models).map { _ in value }, at: place, of: models)
    }
    return ContextHead(
      tags: tags, models: models + 1, slopes: column(slopes, 1), intercepts: column(intercepts, 0),
      weights: column(weights, 0))!
  }

  /// ln(p / (1 − p)), no further out than ±20.7, where p is a billionth from 0 or 1: no calibration knows more.
  package static func logOdds(_ probability: Double) -> Double {
    logit(probability, clip: 1e-9)
  }

  /// The distinct keys of `tags`, which are in order.
  private static func keys(of tags: [PromptTag]) -> [String] {
    tags.reduce(into: []) { keys, tag in if keys.last != tag.key { keys.append(tag.key) } }
  }
}

// Router files.

extension ContextHead {
  package init(
    reading tensors: inout TensorReader, _ entry: BlockEntry, models: Int, after _: RouterHeads
  ) throws(RouterError) {
    var tags: [PromptTag] = []
    for pair in try entry.require(entry["tags"]?.array) {
      let strings = try entry.require(pair.array).map(\.string)
      tags.append(
        try entry.require(
          strings.count == 2 ? strings[0].flatMap { key in strings[1].map { PromptTag(key, $0) } } : nil))
    }
    let keys = Self.keys(of: tags).count
    self = try entry.valid(
      ContextHead(
        tags: tags, models: models, slopes: try tensors.floats("context.slopes", [keys, models]),
        intercepts: try tensors.floats("context.intercepts", [keys, models]),
        weights: try tensors.floats("context.weights", [tags.count, models])))
  }

  package var entry: BlockEntry {
    BlockEntry(.context, [("tags", .array(tags.map { .array([.string($0.key), .string($0.value)]) }))])
  }

  package var tensors: [String: Safetensors.Tensor] {
    [
      "context.slopes": .init(shape: [keys.count, models], slopes),
      "context.intercepts": .init(shape: [keys.count, models], intercepts),
      "context.weights": .init(shape: [tags.count, models], weights),
    ]
  }
}
