public import Pointsman
internal import PointsmanSupport

extension SentenceEncoder {
  /// What names the encoder in a router: it takes the vectors of these very weights and of no others.
  public var source: VectorSource {
    // A digest of SHA256 has the form that VectorSource asks for.
    VectorSource(name: name, digest: digest)!
  }

  /// `prompt` with its vector, made from what the user said in it, within the window that the other blocks read.
  public func attachingVector(to prompt: Prompt) -> Prompt {
    var prompt = prompt
    prompt.vectors[.encoder] = PromptVector(vector(of: prompt.routedText), source: source)
    return prompt
  }

  /// `prompts` with their vectors. Each distinct text is encoded once, and only if `cache` lacks it; what is new goes to
  /// the cache every `interval` texts and at the end, so that a run that was stopped need not start again.
  ///
  /// `progress` is told how many texts are encoded of those that had to be.
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
  /// What made the vectors that the router's encoder block was trained on; nil without the block.
  public var encoderSource: VectorSource? { manifest.vectors.first { $0.block == .encoder }?.source }
}
