@testable import Pointsman

/// A small router that reads a vector of three numbers, and two keys of tags.
enum TaggedRouter {
  static let specification = VectorSpecification(
    block: .external, source: VectorSource(named: "mine"), dimension: 3)!
  static let tags = [PromptTag("action", "fix"), PromptTag("action", "test"), PromptTag("language", "swift")]

  static func vectors() -> VectorHead {
    VectorHead(
      specification: specification,
      scaling: FeatureScaling(means: [0.5, -1, 2], inverseDeviations: [1, 0.25, 0])!,
      weights: SmallRouter.numbers(9, seed: 7), models: 3)!
  }

  static func context() -> ContextHead {
    ContextHead(
      tags: tags, models: 3, slopes: [1, 0.5, 0, 1, 1, 1], intercepts: [0, 0.25, -0.5, 0, 0, 0],
      weights: [0.5, -1, 2, -0.5, 1, 0, 0, 0.75, -0.25])!
  }

  static func manifest() -> RouterManifest { SmallRouter.manifest(SmallRouter.models.map { SmallRouter.model($0) }) }

  static func full() throws -> Router {
    try Router(
      manifest: manifest(), heads: .init([vectors(), context()], intercepts: [0.5, -0.25, 0])
    ).withGoldenPrompts()
  }

  /// A prompt with a vector that the router accepts.
  static func prompt(_ values: [Float] = [1, 2, 3], tags: [String: String] = [:]) -> Prompt {
    var prompt = Prompt("sort it", tags: tags)
    prompt.vectors[.external] = PromptVector(values, source: VectorSource(named: "mine"))
    return prompt
  }
}
