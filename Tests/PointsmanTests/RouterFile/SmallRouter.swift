import Testing

@testable import Pointsman
@testable import PointsmanSupport

/// Small routers with seeded weights to test with.
enum SmallRouter {
  static let models = ["coder", "generalist", "tiny"]

  static func model(_ name: String, calibration: Calibration = .identity, cost: Double? = 0.25) -> RouterManifest.Model
  {
    RouterManifest.Model(name: name, calibration: calibration, meanScore: 0.5, meanCost: cost)
  }

  static func manifest(
    _ models: [RouterManifest.Model], target: RoutingTarget = .success, pair: RouterManifest.Pair? = nil
  ) -> RouterManifest {
    var manifest = RouterManifest(
      target: target, models: models, pair: pair,
      training: .init(rows: 12, dataDigest: String(repeating: "0a", count: 32), folds: 5, seed: .max))
    if target == .preference { manifest.reference = models.last?.name }
    return manifest
  }

  /// The standard blocks, three models, each kind of calibration, golden prompts, and figures.
  static func full(bits: Int = 8, target: RoutingTarget = .success) throws -> Router {
    let calibrations: [Calibration] = [
      .platt(slope: 0.7, intercept: -0.1), .isotonic(logits: [-1, 0.1 + 0.2, 2], probabilities: [0.1, 0.5, 0.9]),
      .identity,
    ]
    let specification = LexicalSpecification(bitsPerFamily: bits)!
    let manifest = manifest(
      zip(models, calibrations).map { model($0, calibration: $1) }, target: target,
      pair: .init(weak: "coder", strong: "generalist"))
    let router = try Router(
      manifest: manifest,
      heads: .init([lexical(specification), structural(), semantic()], intercepts: [0.5, -0.25, 0]))
    return try router.withEvaluation(.object([("prompts", .integer(12)), ("route", .bool(true))])).withGoldenPrompts()
  }

  /// No block at all: the probabilities are those of the intercepts, whatever the prompt.
  static func constant(
    _ logits: [Float], calibrations: [Calibration]? = nil, costs: [Double?]? = nil, target: RoutingTarget = .success,
    pair: RouterManifest.Pair? = nil
  ) throws -> Router {
    let entries = logits.indices.map { m in
      model(models[m], calibration: calibrations?[m] ?? .identity, cost: costs.map { $0[m] } ?? 0.25)
    }
    return try Router(
      manifest: manifest(entries, target: target, pair: pair), heads: .init(intercepts: logits))
  }

  /// Seeded numbers in [-1, 1).
  static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(Int64(bitPattern: generator.next()) >> 40) / 0x1p23 }
  }

  static func lexical(_ specification: LexicalSpecification) -> LexicalHead {
    LexicalHead(
      specification: specification,
      inverseDocumentFrequencies: numbers(specification.buckets, seed: 1).map { 2 + $0 },
      weights: numbers(specification.buckets * models.count, seed: 2), models: models.count)
  }

  static func semantic() -> SemanticHead {
    let lines = "[UNK]\na\nthe\nwrite\ntest\n##s\nfunction\n.\n,\n(\n)\n"
    let vocabulary = WordPieceVocabulary(lines: Array(lines.utf8))!
    return SemanticHead(
      vocabulary: vocabulary, weights: numbers(vocabulary.count * models.count, seed: 6), models: models.count)
  }

  static func structural() -> StructuralHead {
    let count = StructuralFeatures.count
    let scaling = FeatureScaling(
      means: numbers(count, seed: 3), inverseDeviations: numbers(count, seed: 4).map { 1 + $0 })
    return StructuralHead(
      scaling: scaling!, weights: numbers(count * models.count, seed: 5).map { $0 / 8 }, models: models.count)!
  }
}

extension RouterHeads {
  /// The heads with another one, in place of the block's own if there is one.
  func with(_ head: any BlockHead) -> RouterHeads {
    RouterHeads(filter { $0.block != head.block } + [head], intercepts: intercepts)
  }

  /// The heads but for that of `block`.
  func without(_ block: Block) -> RouterHeads {
    RouterHeads(filter { $0.block != block }, intercepts: intercepts)
  }
}

extension Safetensors {
  /// The bytes of a router file with this content, whose digest and checksum are right whatever else is wrong with it.
  func sealed() throws -> [UInt8] {
    var file = self
    let manifest = try #require(metadata["pointsman"])
    let digest = Router.digest(manifest: manifest, tensors: tensors)
    file.metadata["sha256"] = digest
    file.metadata["xxh64"] = Router.checksum(digest: digest, manifest: manifest, tensors: tensors)
    return file.bytes
  }
}
