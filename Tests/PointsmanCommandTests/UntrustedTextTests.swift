import Foundation
import TestSupport
import Testing

@Suite("Text of a file reaches the terminal as text, and its weights count")
struct UntrustedTextTests {
  private func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains {
      $0 != "\n" && $0 != "\t" && ($0.properties.generalCategory == .control || $0 == "\u{202e}")
    }
  }

  @Test("Control characters and marks of direction in ids, prompts and paths are shown by their numbers")
  func controls() async throws {
    let folder = try await SplitData.folder()
    let line = #"{"id":"a\n\u001b[31mlarge\u202e\tb\u009b","prompt":"fix \u001b]0;x\u0007 it"}"# + "\n"
    let routed = try await Program.run(["route", "my.router", "--jsonl", "-"], in: folder, input: line)
    #expect(routed.status == 0 && routed.output.split(separator: "\n").count == 1, "\(routed.errors)")
    #expect(!hasControls(routed.output) && routed.output.contains(#"a\u000a\u001b[31mlarge\u202e"#))
    let explained = try await Program.run(["explain", "my.router", "fix \u{1b}[2J it \u{202e}\u{9b}"], in: folder)
    #expect(explained.status == 0 && !hasControls(explained.output))
    let missing = try await Program.run(["audit", "no\u{1b}[31m\u{7}.jsonl"], in: folder)
    #expect(
      missing.status == 1 && !hasControls(missing.errors)
        && missing.errors.hasPrefix(#"Error: no\u001b[31m\u0007.jsonl: "#))
  }

  @Test("A file whose weights are all 0 is refused; weights that differ are said, and refused by a guarantee")
  func weights() async throws {
    let folder = try await SplitData.folder()
    func write(_ weight: (Int) -> Int, to name: String) throws {
      let lines = outcomeLines(rows: 40, seed: 3).enumerated().map { index, line in
        line.replacing("{\"id\"", with: "{\"weight\":\(weight(index)),\"id\"", maxReplacements: 1) + "\n"
      }
      try folder.write(lines.joined(), to: name)
    }
    try write({ _ in 0 }, to: "zero.jsonl")
    try write({ 1 + $0 % 2 }, to: "some.jsonl")
    let zero = try await Program.run(["train", "zero.jsonl", "-o", "zero.router"], in: folder)
    #expect(zero.status == 1 && zero.lastError.contains("the weight of every prompt is 0"))
    let some = try await Program.run(["evaluate", "my.router", "some.jsonl", "--allow-leaks"], in: folder)
    #expect(some.status == 0 && some.output.contains("weighted by the prompts' weights"))
    let certified = try await Program.run(["certify", "my.router", "some.jsonl"], in: folder)
    #expect(certified.status == 1 && certified.lastError.contains("different weights"))
  }

  @Test("A model without a known cost is named where costs are needed")
  func unpriced() async throws {
    let folder = try await SplitData.folder()
    let lines = outcomeLines(rows: 40, seed: 3).map { $0.replacing(",\"cost\":0.01}", with: "}") + "\n" }
    try folder.write(lines.joined(), to: "part.jsonl")
    let trained = try await Program.run(["train", "part.jsonl", "-o", "part.router"] + SplitData.recipe, in: folder)
    #expect(trained.status == 0 && trained.flowingOutput.contains("No cost is known of large."), "\(trained.errors)")
    let routed = try await Program.run(["route", "part.router", "sort it", "--willingness-to-pay", "1"], in: folder)
    #expect(routed.status == 1 && routed.lastError.contains("no cost is known of large"))
    let judged = try await Program.run(
      ["evaluate", "part.router", "part.jsonl", "--allow-leaks", "--willingness-to-pay", "1"], in: folder)
    #expect(judged.status == 1 && judged.lastError.contains("no cost is known of large"))
  }
}
