import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("No number in a file, and no empty set of complete prompts, ends the program in a trap")
struct ExtremeNumbersTests {
  /// Outcomes of two models.
  struct Table: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The members of an outcome by row and model; nil where the outcome is missing.
    let cell: @Sendable (_ row: Int, _ model: Int) -> String?

    func lines(_ rows: Int) -> String {
      var lines = ""
      for row in 0..<rows {
        var outcomes: [String] = []
        for (model, name) in ["small", "large"].enumerated() {
          if let cell = cell(row, model) { outcomes.append("\"\(name)\":{\(cell)}") }
        }
        let prompt = (row % 2 == 0 ? "sort the list " : "why is that? ") + String(row)
        lines += "{\"prompt\":\"\(prompt)\",\"outcomes\":{" + outcomes.joined(separator: ",") + "}}\n"
      }
      return lines
    }
  }

  /// Members of an outcome: right or wrong in turns, at a cost.
  private static func cell(_ row: Int, _ model: Int, _ cost: String) -> String {
    "\"score\":\((row + model + row / 7) % 2),\"cost\":\(cost)"
  }

  static let tables = [
    Table(testDescription: "costs far apart") { cell($0, $1, $1 == 0 ? "1e-16" : "100") },
    Table(testDescription: "one large cost among small ones") { cell($0, $1, $0 == 3 && $1 == 0 ? "1e15" : "0.01") },
    Table(testDescription: "the smallest costs there are") { cell($0, $1, $1 == 0 ? "1e-320" : "5e-324") },
    Table(testDescription: "scores of next to nothing") { row, model in
      "\"score\":" + (row % (model + 2) == 0 ? "0" : "1e-160") + ",\"cost\":" + (model == 0 ? "0.1" : "1")
    },
    Table(testDescription: "each prompt by one model") { $0 % 2 == $1 ? cell($0 / 2, $1, "0.1") : nil },
  ]

  @Test("Trained, reported, cross-validated, inspected and audited", .tags(.slow), arguments: tables)
  func accepted(_ table: Table) async throws {
    let folder = try TemporaryFolder()
    try folder.write(table.lines(60), to: "data.jsonl")
    let recipe = ["--blocks", "structural", "--folds", "2"]
    for arguments in [
      ["audit", "data.jsonl"], ["audit", "data.jsonl", "--json"],
      ["train", "data.jsonl", "-o", "my.router", "--report", "r.html"] + recipe, ["inspect", "my.router"],
      ["cross-validate", "data.jsonl", "--divisions", "2", "--json", "--report", "r.html"] + recipe,
      ["evaluate", "my.router", "data.jsonl", "--allow-leaks", "--willingness-to-pay", "1e19"],
      ["compare", "my.router", "my.router", "data.jsonl", "--allow-leaks"], ["plan", "data.jsonl"] + recipe,
    ] {
      let run = try await Program.run(arguments, in: folder)
      #expect(run.status == 0, "\(arguments.joined(separator: " ")): \(run.errors)")
      #expect(!run.output.contains("nan") && !run.output.contains("inf,"), "\(run.output)")
    }
  }

  @Test(
    "A number that no answer can cost, take or hold, and a weight that no sum can hold, is refused with its place",
    arguments: [
      #""cost":1e19"#, #""cost":1e308"#, #""latency_s":1e16"#, #""first_token_s":1e16"#, #""output_tokens":1e300"#,
    ])
  func refused(_ member: String) async throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"prompt":"sort","outcomes":{"m":{"score":1,\#(member)}}}"# + "\n", to: "data.jsonl")
    try folder.write(#"{"prompt":"sort","weight":1e300,"outcomes":{"m":{"score":1}}}"# + "\n", to: "weight.jsonl")
    for (file, expected) in [("data.jsonl", "at most 1e15"), ("weight.jsonl", "at most 1e9")] {
      let run = try await Program.run(["audit", file], in: folder)
      #expect(run.status == 1 && run.lastError.contains("\(file):1:") && run.lastError.contains(expected))
    }
  }
}
