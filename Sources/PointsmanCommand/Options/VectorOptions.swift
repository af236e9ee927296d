import ArgumentParser
import Pointsman
import PointsmanEncoder
import PointsmanOutcomes

/// Vectors of the caller's own, for the external block.
struct EmbeddingOptions: ParsableArguments {
  @Option(
    name: .customLong("embeddings"),
    help: ArgumentHelp(
      "Your own vectors for the external block: JSON Lines with \"id\" and \"vector\", or safetensors with "
        + "one F32 tensor.",
      valueName: "file"))
  var path: String?

  @Option(
    name: .customLong("embeddings-name"),
    help: ArgumentHelp(
      "The name of the model that made the vectors (default: from the file's metadata or name).", valueName: "name"))
  var name: String?

  @Option(
    name: .customLong("embeddings-digest"),
    help: ArgumentHelp(
      "The SHA-256 of the model that made the vectors, to tell its versions apart.", valueName: "sha256"))
  var digest: String?

  func validate() throws {
    guard path != nil || (name == nil && digest == nil) else {
      throw ValidationError("--embeddings-name and --embeddings-digest say what made the vectors of --embeddings.")
    }
  }

  /// The vectors, or nil where none are given.
  func read() throws -> VectorFile? { try path.map { try VectorFile(contentsOf: $0, name: name, digest: digest) } }

  /// The vectors for training `blocks`: given exactly where the external block is asked for.
  func attach(to table: OutcomeTable, for blocks: [Block]) throws -> OutcomeTable {
    guard blocks.contains(.external) == (path != nil) else {
      throw ValidationError(
        path == nil
          ? "The external block needs vectors: give --embeddings FILE."
          : "--embeddings is for the external block: name it in --blocks.")
    }
    return try read().map { try table.attaching($0) } ?? table
  }

  /// The vectors for `routers`. One of them must read vectors.
  func read(for routers: [Router]) throws -> VectorFile? {
    guard path == nil || routers.contains(where: { $0.readsEmbeddings }) else {
      throw Failure(
        description: "\(routers.count > 1 ? "neither router has an" : "the router has no") external block, "
          + "so --embeddings is of no use; leave it out")
    }
    return try read()
  }

  /// Gives a prompt the file's only vector; one that brings its own must be without a file.
  func attachOnlyVector(to prompt: inout Prompt, for router: Router) throws {
    guard let vectors = try read(for: [router]) else { return }
    guard prompt.vectors[.external] == nil else {
      throw Failure(description: "the request has a \"vector\", and so has --embeddings; give one")
    }
    prompt.vectors[.external] = try vectors.onlyVector()
  }
}

extension Router {
  /// True if a prompt needs a vector of the caller's own.
  var readsEmbeddings: Bool { manifest.vectors.contains { $0.block == .external } }
}

/// The encoder of the encoder block.
struct EncoderOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The encoder's weights, for the encoder block (default: the file that prepare-encoder wrote).",
      valueName: "file.safetensors"))
  var encoder: String?

  /// The encoder that `router` was trained with; nil where it reads no encoder's vectors.
  func read(for router: Router) throws -> SentenceEncoder? {
    guard router.encoderSource != nil else {
      guard encoder == nil else {
        throw Failure(description: "the router has no encoder block, so it can make no use of --encoder")
      }
      return nil
    }
    let (found, path) = try read()
    try found.check(suits: router, path: path)
    return found
  }

  /// The encoder, and its file.
  fileprivate func read() throws -> (encoder: SentenceEncoder, path: String) {
    let path = try encoder ?? EncoderLocator.ofThisProcess(.network).path()
    return (try SentenceEncoder(contentsOf: path), path)
  }
}

/// The vectors of many prompts, for the external and the encoder block.
struct VectorOptions: ParsableArguments {
  @OptionGroup var embeddings: EmbeddingOptions
  @OptionGroup var encoder: EncoderOption

  @Option(
    help: ArgumentHelp(
      "Keep the encoder's vectors in this folder (default: pointsman in the user's cache folder).", valueName: "folder")
  )
  var vectorCache: String?

  @Flag(help: "Do not keep vectors.")
  var noVectorCache = false

  func validate() throws {
    guard vectorCache == nil || !noVectorCache else {
      throw ValidationError("--vector-cache and --no-vector-cache exclude each other.")
    }
  }

  /// The files that are read.
  var inputs: [String?] { [embeddings.path, encoder.encoder] }

  /// The first of the encoder's options that is given.
  private var givenForEncoder: String? {
    encoder.encoder != nil
      ? "--encoder" : vectorCache != nil ? "--vector-cache" : noVectorCache ? "--no-vector-cache" : nil
  }

  /// `table` with the vectors that training `blocks` reads. `check` looks at it before the encoder's long work.
  func attach(
    to table: OutcomeTable, for blocks: [Block], threads: Int, _ console: Console,
    check: (OutcomeTable) throws -> Void
  ) throws -> OutcomeTable {
    let encoder = try encoder(for: blocks)
    let table = try embeddings.attach(to: table, for: blocks)
    try check(table)
    guard let encoder else { return table }
    return table.replacing(prompts: try encoded(table.rows.map(\.prompt), by: encoder, threads: threads, console))
  }

  /// `table` with the vectors that any of `routers` reads; what only some read does the others no harm.
  func attach(
    to table: OutcomeTable, for routers: [Router], threads: Int, _ console: Console
  ) throws -> OutcomeTable {
    var table = try embeddings.read(for: routers).map { try table.attaching($0) } ?? table
    try checkUse(by: routers)
    for router in routers {
      guard let encoder = router.encoderSource == nil ? nil : try encoder.read(for: router) else { continue }
      table = table.replacing(prompts: try encoded(table.rows.map(\.prompt), by: encoder, threads: threads, console))
    }
    return table
  }

  /// `prompts` with the vectors that `router` reads. `ids` name their rows of --embeddings.
  func attach(
    to prompts: [Prompt], ids: [String?], for router: Router, threads: Int, _ console: Console
  ) throws -> [Prompt] {
    var prompts = prompts
    if let vectors = try embeddings.read(for: [router]) {
      try vectors.check(prompts: prompts.count)
      for index in prompts.indices {
        guard prompts[index].vectors[.external] == nil else {
          throw Failure(
            description: "prompt \(index + 1) has a \"vector\" of its own, and --embeddings has another; give one")
        }
        prompts[index].vectors[.external] = try vectors.vector(at: index, id: ids[index])
      }
    }
    return try encoded(prompts, for: router, threads: threads, console)
  }

  /// `prompts` with the encoder's vectors, where `router` reads them.
  func encoded(
    _ prompts: [Prompt], for router: Router, threads: Int, _ console: Console
  ) throws -> [Prompt] {
    try checkUse(by: [router])
    guard let encoder = try encoder.read(for: router) else { return prompts }
    return try encoded(prompts, by: encoder, threads: threads, console)
  }

  /// The encoder, where `blocks` need it.
  private func encoder(for blocks: [Block]) throws -> SentenceEncoder? {
    guard !blocks.contains(.encoder) else { return try encoder.read().encoder }
    if let givenForEncoder {
      throw ValidationError("\(givenForEncoder) is for the encoder block: name it in --blocks.")
    }
    return nil
  }

  private func checkUse(by routers: [Router]) throws {
    if let givenForEncoder, routers.allSatisfy({ $0.encoderSource == nil }) {
      throw Failure(
        description: "\(routers.count > 1 ? "neither router has an" : "the router has no") encoder block, "
          + "so \(givenForEncoder) is of no use; leave it out")
    }
  }

  private func encoded(
    _ prompts: [Prompt], by encoder: SentenceEncoder, threads: Int, _ console: Console
  ) throws -> [Prompt] {
    let folder = noVectorCache ? nil : vectorCache ?? EncoderLocator.cacheFolder
    return try encoder.attachingVectors(
      to: prompts, cache: folder.map { VectorCache(folder: $0, encoder: encoder) }, threads: threads
    ) { done, count in
      // On a terminal a line is rewritten; elsewhere one a prompt would be many.
      if done % 100 == 0 || done == count { console.progress("encoding: \(done) of \(count) prompts") }
    }
  }
}
