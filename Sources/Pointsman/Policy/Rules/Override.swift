/// A kind of prompt that has a model of its own, whatever the probabilities.
public struct Override: Sendable, Equatable {
  /// Which prompts it is for.
  public var condition: Condition
  /// The model that they get.
  public var model: String
  /// Why, in words that a decision quotes.
  public var reason: String

  /// What a prompt is told by.
  public enum Condition: Sendable, Equatable {
    /// A structural feature is at least this: for counts, log(1 + n) of n, so that 0.69 stands for one.
    case feature(name: String, atLeast: Double)
    /// The caller's tag of this name has this value.
    case tag(name: String, value: String)
  }

  /// A rule that sends prompts of `condition` to `model`.
  public init(_ condition: Condition, model: String, reason: String) {
    (self.condition, self.model, self.reason) = (condition, model, reason)
  }

  /// Whether it applies to `prompt`, whose structural features are `features`.
  func applies(to prompt: Prompt, features: [Float]) -> Bool {
    switch condition {
    case .feature(let name, let bound):
      StructuralFeatures.names.firstIndex(of: name).map { Double(features[$0]) >= bound } ?? false
    case .tag(let name, let value): prompt.tags[name] == value
    }
  }
}
