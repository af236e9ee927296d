import ArgumentParser
import Pointsman
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
