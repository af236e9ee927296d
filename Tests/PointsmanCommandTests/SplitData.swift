import Foundation
import PointsmanSupport
import TestSupport
import Testing

/// Outcomes with a train and a test split, and a router trained on the former.
enum SplitData {
  /// Options of a quick training.
  static let recipe = ["--blocks", "structural", "--folds", "2"]

  /// A folder with data.jsonl, whose first three test prompts are training prompts too, and my.router.
  static func folder() async throws -> TemporaryFolder {
    let bytes = try await router.value
    let folder = try TemporaryFolder()
    try write(in: folder)
    try folder.write(bytes, to: "my.router")
    return folder
  }

  private static func write(in folder: TemporaryFolder) throws {
    func named(_ lines: [String], _ member: String) -> [String] {
      lines.map { $0.replacing("{\"id\"", with: "{\(member),\"id\"", maxReplacements: 1) }
    }
    let train = outcomeLines(rows: 120, seed: 1)
    let test = train.prefix(3).map { $0.replacing("s1-", with: "leak-") } + outcomeLines(rows: 40, seed: 2)
    let lines = named(train, #""split":"train""#) + named(test, #""meta":{"split":"test"}"#)
    try folder.write(lines.joined(separator: "\n") + "\n", to: "data.jsonl")
  }

  private static let router = Task<[UInt8], any Error> {
    let folder = try TemporaryFolder()
    try write(in: folder)
    let run = try await Program.run(
      ["train", "data.jsonl", "--split", "train", "-o", "my.router"] + recipe, in: folder)
    try #require(run.status == 0, "\(run.errors)")
    return try FileReader.contents(of: folder.path("my.router"))
  }
}
