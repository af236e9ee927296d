internal import Foundation
public import Pointsman
internal import PointsmanNumerics
internal import PointsmanSupport

/// Vectors that an encoder has computed, in a file of the user's, so that the next training need not.
///
/// ```swift
/// let cache = VectorCache(folder: "vectors", encoder: encoder)
/// let ready = try encoder.attachingVectors(to: prompts, cache: cache, threads: 2)
/// ```
///
/// A file an encoder, named by the encoder's digest; in it a vector a prompt, under the SHA-256 of the prompt's text.
public struct VectorCache: Sendable {
  /// "FOLDER/vectors-DIGEST.safetensors", with the first 16 digits of the encoder's digest.
  public let path: String
  private let folder: String
  private let dimension: Int

  /// The cache of `encoder` in `folder`, which is made when something is first kept.
  public init(folder: String, encoder: SentenceEncoder) {
    (self.folder, dimension) = (folder, encoder.dimension)
    path = "\(folder)/vectors-\(encoder.digest.prefix(16)).safetensors"
  }

  /// The vectors in the file, by the digest of their text; none where there is no file.
  func read() throws(EncoderError) -> [String: [Float]] {
    guard FileManager.default.fileExists(atPath: path) else { return [:] }
    let bytes: [UInt8]
    do {
      bytes = try FileReader.contents(of: path)
    } catch {
      throw .unreadableCache(path: path, reason: error.reason)
    }
    guard let file = try? Safetensors(bytes: bytes), let digests = file.tensors["digests"], digests.type == .uint8,
      let values = file.tensors["vectors"]?.matrix, values.columns == dimension,
      digests.shape == [values.rows, Self.digits]
    else { throw .damagedCache(path: path) }
    var vectors: [String: [Float]] = [:]
    for row in 0..<values.rows {
      let digest = String(decoding: digests.bytes[row * Self.digits..<(row + 1) * Self.digits], as: UTF8.self)
      vectors[digest] = Array(values.values[row * dimension..<(row + 1) * dimension])
    }
    return vectors
  }

  /// Replaces the file, whole or not at all; makes the folder if need be.
  func write(_ vectors: [String: [Float]]) throws(EncoderError) {
    let sorted = vectors.sorted { $0.key < $1.key }
    let file = Safetensors(
      metadata: ["format": "pointsman vectors"],
      tensors: [
        "digests": .init(
          type: .uint8, shape: [sorted.count, Self.digits], bytes: sorted.flatMap { Array($0.key.utf8) }),
        "vectors": .init(shape: [sorted.count, dimension], sorted.flatMap(\.value)),
      ])
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, reason: "the folder cannot be made")
    }
    do {
      try AtomicFile.write(file.bytes, to: path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// The digest of `text`.
  static func digest(of text: String) -> String { SHA256.hexDigest(of: Array(text.utf8)) }

  private static let digits = 64
}

extension SentenceEncoder {
  /// The identity of the encoder in a router, which takes the vectors of these weights alone.
  public var source: VectorSource {
    // A digest of SHA256 has the form that VectorSource asks for.
    VectorSource(name: name, digest: digest)!
  }

  /// `prompt` with its vector, made from its `routedText`.
  public func attachingVector(to prompt: Prompt) -> Prompt {
    var prompt = prompt
    prompt.vectors[.encoder] = PromptVector(vector(of: prompt.routedText), source: source)
    return prompt
  }

  /// `prompts` with their vectors. Each distinct text is encoded once, and only if `cache` lacks it; what is new goes to
  /// the cache every `interval` texts and at the end, so that a run that was stopped need not start again.
  ///
  /// `progress` gets the number of texts encoded, of those that were not in the cache.
  public func attachingVectors(
    to prompts: [Prompt], cache: VectorCache?, threads: Int, interval: Int = 2000,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(EncoderError) -> [Prompt] {
    let texts = prompts.map(\.routedText)
    let digests = texts.map { VectorCache.digest(of: $0) }
    var known = try cache?.read() ?? [:]
    var missing: [String: String] = [:]
    for (text, digest) in zip(texts, digests) where known[digest] == nil { missing[digest] = text }
    let count = missing.count
    // The order must not depend on the dictionary's, so that a run goes on where another was stopped.
    let rest = missing.sorted { $0.key < $1.key }
    for start in stride(from: 0, to: count, by: interval) {
      let part = rest[start..<min(start + interval, count)]
      let vectors = vectors(of: part.map(\.value), threads: threads) { progress(start + $0, count) }
      for (entry, vector) in zip(part, vectors) { known[entry.key] = vector }
      try cache?.write(known)
    }
    return zip(prompts, digests).map { prompt, digest in
      var prompt = prompt
      prompt.vectors[.encoder] = PromptVector(known[digest]!, source: source)
      return prompt
    }
  }

  /// Throws unless `router` has no encoder block, or one that was trained with this encoder's vectors; `path` is where
  /// the encoder came from.
  public func check(suits router: Router, path: String) throws(EncoderError) {
    guard let needed = router.encoderSource, needed != source else { return }
    throw .unsuitable(path: path, found: source.description, needed: needed.description)
  }
}

extension Router {
  /// The source of the vectors that the router's encoder block was trained on; nil without the block.
  public var encoderSource: VectorSource? { manifest.vectors.first { $0.block == .encoder }?.source }
}
