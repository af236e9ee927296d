import ArgumentParser
import Pointsman
import PointsmanEncoder
import PointsmanOutcomes

/// Vectors of the caller's own, for the external block.
struct ExternalOptions: ParsableArguments {
  @Option(
    name: .customLong("external"),
    help: ArgumentHelp(
      "Vectors of your own for the external block: {\"id\", \"vector\"} a line, or safetensors with one F32 tensor.",
      valueName: "file"))
  var path: String?

  @Option(
    name: .customLong("external-name"),
    help: ArgumentHelp("What made the vectors; else the file's metadata or its name say so.", valueName: "name"))
  var name: String?

  @Option(
    name: .customLong("external-digest"),
    help: ArgumentHelp("SHA-256 of what made the vectors, to tell versions of one name apart.", valueName: "sha256"))
  var digest: String?

  func validate() throws {
    guard path != nil || (name == nil && digest == nil) else {
      throw ValidationError("--external-name and --external-digest say what made the vectors of --external.")
    }
  }

  /// The vectors, or nil where none are given.
  func read() throws -> VectorFile? { try path.map { try VectorFile(contentsOf: $0, name: name, digest: digest) } }

  /// The vectors for training `blocks`: given exactly where the external block is asked for.
  func attach(to table: OutcomeTable, for blocks: [Block]) throws -> OutcomeTable {
    guard blocks.contains(.external) == (path != nil) else {
      throw ValidationError(
        path == nil
          ? "The external block needs vectors: give --external FILE."
          : "--external is for the external block: name it in --blocks.")
    }
    return try read().map { try table.attaching($0) } ?? table
  }

  /// The vectors for `router`: given exactly where it reads some.
  func read(for router: Router) throws -> VectorFile? {
    guard path == nil || router.manifest.vectors.contains(where: { $0.block == .external }) else {
      throw Failure(description: "the router has no external block, so it can make no use of --external")
    }
    return try read()
  }
}

/// The vectors of the encoder block.
struct EncoderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The encoder's weights, for the encoder block; else they are looked for where prepare-encoder puts them.",
      valueName: "file.safetensors"))
  var encoder: String?

  @Option(
    help: ArgumentHelp(
      "Keep the vectors of many prompts in this folder, not in pointsman among the user's caches.", valueName: "folder")
  )
  var vectorCache: String?

  @Flag(help: "Keep no vectors.")
  var noVectorCache = false

  func validate() throws {
    guard vectorCache == nil || !noVectorCache else {
      throw ValidationError("--vector-cache and --no-vector-cache exclude each other.")
    }
  }

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

  /// `table` with vectors for training `blocks`, if the encoder block is among them.
  func attach(to table: OutcomeTable, for blocks: [Block], threads: Int, console: Console) throws -> OutcomeTable {
    guard blocks.contains(.encoder) else {
      guard encoder == nil else { throw ValidationError("--encoder is for the encoder block: name it in --blocks.") }
      return table
    }
    return try attach(try read().encoder, to: table, threads: threads, console: console)
  }

  /// `table` with vectors for `router`, if it reads some.
  func attach(to table: OutcomeTable, for router: Router, threads: Int, console: Console) throws -> OutcomeTable {
    guard let encoder = try read(for: router) else { return table }
    return try attach(encoder, to: table, threads: threads, console: console)
  }

  private func read() throws -> (encoder: SentenceEncoder, path: String) {
    let path = try encoder ?? EncoderLocator.ofThisProcess(.network).path()
    return (try SentenceEncoder(contentsOf: path), path)
  }

  private func attach(
    _ encoder: SentenceEncoder, to table: OutcomeTable, threads: Int, console: Console
  ) throws -> OutcomeTable {
    let folder = noVectorCache ? nil : vectorCache ?? EncoderLocator.cacheFolder
    let prompts = try encoder.attachingVectors(
      to: table.rows.map(\.prompt), cache: folder.map { VectorCache(folder: $0, encoder: encoder) }, threads: threads
    ) { done, count in
      // On a terminal a line is rewritten; elsewhere one a prompt would be many.
      if done % 100 == 0 || done == count { console.progress("encoding: \(done) of \(count) prompts") }
    }
    return table.replacing(prompts: prompts)
  }
}
