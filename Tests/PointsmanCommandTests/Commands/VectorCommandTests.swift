import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("Vectors in every command that reads prompts")
struct VectorCommandTests {
  private static let rows = [(1, 120), (2, 60)]

  private static let trained = Task<[UInt8], any Error> {
    let folder = try TemporaryFolder()
    try write(in: folder)
    let run = try await Program.run(
      [
        "train", "train.jsonl", "-o", "my.router", "--weak", "small", "--strong", "large", "--folds", "2", "--blocks",
        "external", "--embeddings", "vectors.jsonl",
      ], in: folder)
    try #require(run.status == 0, "\(run.errors)")
    return try FileReader.contents(of: folder.path("my.router"))
  }

  private static func write(in folder: TemporaryFolder) throws {
    var generator = SplitMix64(seed: 9)
    let vectors = rows.flatMap { seed, count in
      (0..<count).map { row in
        let sign = (row % 2 == 0) == (generator.next(below: 6) > 0) ? 1.0 : -1
        return "{\"id\":\"s\(seed)-\(row)\",\"vector\":[\(sign),\(Double(row % 7) / 7)]}"
      }
    }
    try folder.write(vectors.joined(separator: "\n"), to: "vectors.jsonl")
    try folder.write(outcomeLines(rows: 120, seed: 1).joined(separator: "\n"), to: "train.jsonl")
    try folder.write(outcomeLines(rows: 60, seed: 2).joined(separator: "\n"), to: "test.jsonl")
  }

  @Test(
    "With --embeddings a router of the external block is judged, certified and set; without, the message names them",
    arguments: [
      "evaluate my.router test.jsonl", "certify my.router test.jsonl --guarantee 0.5",
      "threshold my.router test.jsonl --strong-share 0.5", "compare my.router my.router test.jsonl",
      "plan train.jsonl --candidates test.jsonl --blocks external --folds 2", "route my.router test.jsonl --jsonl",
    ])
  func embeddings(command: String) async throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    try folder.write(try await Self.trained.value, to: "my.router")
    let arguments = command.split(separator: " ").map(String.init)
    // --embeddings has vectors by id for training and test, and may have more than are asked for.
    let run = try await Program.run(arguments + ["--embeddings", "vectors.jsonl"], in: folder)
    #expect(run.status == 0 && !run.output.isEmpty, "\(run.errors)")
    let bare = try await Program.run(arguments, in: folder)
    // route answers each line, since any may bring a vector.
    let isAnswer = bare.output.split(separator: "\n").allSatisfy { $0.hasPrefix("error: ") }
    #expect(bare.status != 0 && isAnswer && bare.errors.contains("vector"))
    try await idle(command)
  }

  /// Vectors that no block reads are refused, not ignored.
  private func idle(_ command: String) async throws {
    guard !command.hasPrefix("plan") else { return }
    let folder = try await SplitData.folder()
    try Self.write(in: folder)
    let strong = command.hasPrefix("threshold")
    for option in ["--embeddings", "--encoder"] + (command.hasPrefix("route") ? [] : ["--tag-columns"]) where !strong {
      let run = try await Program.run(
        command.split(separator: " ").map(String.init) + [option, "vectors.jsonl"], in: folder)
      #expect(run.status == 1 && run.lastError.contains(option), "\(run.lastError)")
    }
  }

  @Test("robustness says that edits have no vectors of the caller's own")
  func robustness() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try await Self.trained.value, to: "my.router")
    try folder.write(#"{"id":1,"prompt":"mock it","paraphrase":"a mock"}"#, to: "pairs.jsonl")
    let run = try await Program.run(["robustness", "my.router", "pairs.jsonl"], in: folder)
    #expect(run.status == 1 && run.lastError.contains("judge a router without that block"))
  }
}
