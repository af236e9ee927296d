internal import PointsmanSupport
internal import Synchronization

/// A trained router: from a prompt to each model's probability, and to a decision. Immutable, and safe to share between
/// threads.
///
/// ```swift
/// let router = try Router(contentsOf: "my.router")
/// print(try router.probabilities(for: Prompt("Write a unit test")))
/// ```
public struct Router: Sendable {
  /// The models it chooses among, in alphabetical order.
  public var models: [String] { manifest.models.map(\.name) }
  /// Its origin, and its figures in training.
  public let manifest: RouterManifest
  package let heads: RouterHeads
  let pool = RoutingScratchPool()
  private let knownDigest: KnownDigest

  /// Puts the parts together. A part of the wrong shape is `RouterError.malformed`. `digest` is the one that a file
  /// states; without it, it is computed when it is first asked for.
  package init(manifest: RouterManifest, heads: RouterHeads, digest: String? = nil) throws(RouterError) {
    try heads.validate(models: manifest.models.count)
    var manifest = manifest
    manifest.blocks = heads.map(\.entry)
    (self.manifest, self.heads, knownDigest) = (manifest, heads, KnownDigest(digest))
  }

  /// The router with a changed manifest.
  package func with(_ change: (inout RouterManifest) -> Void) throws(RouterError) -> Router {
    var manifest = manifest
    change(&manifest)
    return try Router(manifest: manifest, heads: heads)
  }

  /// SHA-256 of manifest and weights, 64 hexadecimal digits: names this very router in logs.
  ///
  /// The file's, where the router was opened from one. Otherwise it is computed on first use, O(size of the router).
  public var digest: String {
    knownDigest.value { Self.digest(manifest: manifest.json.text, tensors: heads.tensors) }
  }

  /// For every model, in the order of `models`, the calibrated probability that `manifest.target` names. O(length of
  /// the prompt).
  ///
  /// Throws when the router reads a vector (`manifest.vectors`) that the prompt does not bring.
  public func probabilities(for prompt: Prompt) throws(RouterError) -> [Double] {
    try withReading(of: prompt) { (reading) throws(RouterError) in try probabilities(of: &reading) }
  }

  func probabilities(of reading: inout PromptReading) throws(RouterError) -> [Double] {
    var probabilities = zip(manifest.models, try heads.logits(of: &reading)).map {
      $0.calibration.probability(logit: Double($1))
    }
    for head in heads { head.correct(&probabilities, for: reading.prompt) }
    return manifest.target.normalized(probabilities)
  }

  /// For every model, in the order of `models`, its logit before calibration.
  package func logits(for prompt: Prompt) throws(RouterError) -> [Float] {
    try withReading(of: prompt) { (reading) throws(RouterError) in try heads.logits(of: &reading) }
  }

  /// Runs `body` on a reading of `prompt`, in memory that is kept from prompt to prompt.
  func withReading<Value, Failure>(
    of prompt: Prompt, _ body: (inout PromptReading) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    var reading = PromptReading(of: prompt, in: pool.take() ?? RoutingScratch())
    defer { pool.give(reading.scratch) }
    return try body(&reading)
  }
}

/// A router's digest, once it is known. Copies of a router share it.
private final class KnownDigest: Sendable {
  // Without a lock: another thread may hold it in the moment of a fork, and nobody would open it in the child.
  private let known = AtomicLazyReference<Text>()

  private final class Text: Sendable {
    let text: String

    init(_ text: String) { self.text = text }
  }

  init(_ text: String?) {
    if let text { _ = known.storeIfNil(Text(text)) }
  }

  /// The digest, computed when it is first asked for.
  func value(_ compute: () -> String) -> String { (known.load() ?? known.storeIfNil(Text(compute()))).text }
}

/// The meaning of a router's probabilities.
public enum RoutingTarget: String, Sendable, CaseIterable {
  /// The model solves the prompt: P(score), one model at a time.
  case success
  /// The model is the best of all on the prompt, mass split between ties; over the models they sum to 1.
  case winner
  /// The model's answer would be preferred to the reference model's, whose own probability is ½; learnt from battles.
  case preference

  /// The probabilities as this target has them: under `winner` scaled to sum to 1, all alike where none is above 0.
  package func normalized(_ probabilities: [Double]) -> [Double] {
    guard self == .winner else { return probabilities }
    let sum = probabilities.reduce(0, +)
    return probabilities.map { sum > 0 ? $0 / sum : 1 / Double(probabilities.count) }
  }
}
