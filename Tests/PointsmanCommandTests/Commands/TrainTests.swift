import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("train")
struct TrainTests {
  @Test(
    "--report of train holds regimes, control and learning curve; a path that cannot be written fails at once",
    .tags(.slow))
  func report() async throws {
    let folder = try await SplitData.folder()
    let run = try await Program.run(
      ["train", "data.jsonl", "--split", "train", "-o", "b.router", "--report", "r.html"] + SplitData.recipe,
      in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let text = try String(contentsOf: folder.url.appending(path: "r.html"), encoding: .utf8)
    #expect(text.contains("kinds it has not seen") && text.contains("The worth of more labels"))
    #expect(text.contains("trained on shuffled outcomes, 5 times over"))
    let failed = try await Program.run(
      ["train", "data.jsonl", "-o", "c.router", "--report", "none/r.html"] + SplitData.recipe, in: folder)
    #expect(failed.status == 1 && failed.lastError.contains("none/r.html: the report cannot be written"))
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "c.router").path))
  }
}
