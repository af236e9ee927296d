internal import PointsmanSupport

/// The context block of a trained router: what each tag makes of the probabilities that the other blocks give.
///
/// Key by key, in order, a prompt whose tag t of the key is known has the log odds z of model m become
///
///     z ← slope_km z + intercept_km + w_tm
///
/// A prompt without a known tag keeps the very bits of its probabilities, as if the block were not there.
package struct ContextHeads: Sendable {
  /// T tags, in order, each once: those of one key stand together.
  package let tags: [PromptTag]
  /// The K keys, in order.
  package let keys: [String]
  package let models: Int
  /// K × M, row-major, each from 0 to 1: how much of what the text says still counts once the tag is known.
  package let slopes: [Float]
  /// K × M, row-major.
  package let intercepts: [Float]
  /// T × M, row-major.
  package let weights: [Float]
  private let places: [PromptTag: Int]

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

  /// Applies to the M probabilities what the tags of `prompt` say. O(keys · M).
  package func correct(_ probabilities: inout [Double], for prompt: Prompt) {
    for (key, name) in keys.enumerated() {
      guard let tag = prompt.tags[name].flatMap({ places[PromptTag(name, $0)] }) else { continue }
      for model in 0..<models {
        let (slope, intercept) = (slopes[key * models + model], intercepts[key * models + model])
        let shift = Double(intercept) + Double(weights[tag * models + model])
        // What changes nothing must not round, either.
        guard slope != 1 || shift != 0 else { continue }
        let z = Double(slope) * Self.logOdds(probabilities[model]) + shift
        probabilities[model] = 1 / (1 + exp(-z))
      }
    }
  }

  /// ln(p / (1 − p)), no further out than ±20.7, where p is a billionth from 0 or 1: no calibration knows more.
  package static func logOdds(_ probability: Double) -> Double {
    let p = max(1e-9, min(1 - 1e-9, probability))
    return log(p / (1 - p))
  }

  /// The distinct keys of `tags`, which are in order.
  package static func keys(of tags: [PromptTag]) -> [String] {
    tags.reduce(into: []) { keys, tag in if keys.last != tag.key { keys.append(tag.key) } }
  }
}
