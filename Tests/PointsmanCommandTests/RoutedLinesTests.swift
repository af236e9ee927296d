import TestSupport
import Testing

@Suite("route --jsonl: CSV, threads and the summary")
struct RoutedLinesTests {
  private static let lines = [
    #"{"id":"a, \"b\"","prompt":"sort it"}"#, "", #"{"id":"e","prompt":""}"#, #"{"prompt":"why does it hang?"}"#,
  ]

  @Test("CSV has the line, the id, the decision and a column of probabilities a model, or the error")
  func csv() async throws {
    let folder = try await SplitData.folder()
    try folder.write(Self.lines.joined(separator: "\n"), to: "in.jsonl")
    let run = try await Program.run(["route", "my.router", "in.jsonl", "--jsonl", "--csv"], in: folder)
    let rows = run.output.split(separator: "\n").map(String.init)
    try #require(run.status == 1 && rows.count == 4, "\(run.errors)")
    #expect(rows[0] == "line,id,model,margin,expected_cost,rule,error,large|probability,small|probability")
    #expect(rows[1].hasPrefix("1,\"a, \"\"b\"\"\",") && rows[1].contains(",objective,,0."))
    #expect(rows[2].hasPrefix("3,e,,,,,\"in.jsonl:3:") && rows[2].hasSuffix("text in it\",,"))
    #expect(rows[3].hasPrefix("4,,"))
    // The same figures as in JSON.
    let json = try await Program.run(["route", "my.router", "in.jsonl", "--jsonl", "--json", "-q"], in: folder)
    let first = try #require(json.output.split(separator: "\n").first)
    let cells = rows[1].split(separator: ",", omittingEmptySubsequences: false).suffix(2)
    try #require(cells.count == 2)
    #expect(first.contains("\"probabilities\":{\"large\":\(cells.first!),\"small\":\(cells.last!)}"), "\(first)")
  }

  @Test("The summary has each model's share and mean probability, and -q leaves it out")
  func summary() async throws {
    let folder = try await SplitData.folder()
    try folder.write(Self.lines.joined(separator: "\n"), to: "in.jsonl")
    let arguments = ["route", "my.router", "in.jsonl", "--jsonl"]
    let run = try await Program.run(arguments, in: folder)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.first?.hasPrefix("2 prompts: mean probability 0.") == true, "\(run.errors)")
    #expect(lines.first?.contains("forecast cost") == true && lines.first?.hasSuffix(" USD") == true)
    #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix("  ") && $0.contains(" %, mean probability 0.") })
    let quiet = try await Program.run(arguments + ["-q"], in: folder)
    #expect(quiet.output == run.output && quiet.errors == run.lastError + "\n")
    // Nothing decided, nothing to sum up.
    let none = try await Program.run(["route", "my.router", "-", "--jsonl"], in: folder, input: "x\n")
    #expect(none.status == 1 && none.errors.split(separator: "\n").count == 1)
  }

  @Test("One thread and several give the same bytes, in the order of the lines, and a fault at the end loses none")
  func threads() async throws {
    let folder = try await SplitData.folder()
    let many = (0..<1500).map { #"{"id":"\#($0)","prompt":"sort \#($0) names\#($0 % 7 == 0 ? "?" : "")"}"# }
    try folder.write((many + ["garbage"]).joined(separator: "\n"), to: "in.jsonl")
    let arguments = ["route", "my.router", "in.jsonl", "--jsonl", "--json"]
    let one = try await Program.run(arguments + ["-j", "1"], in: folder)
    let four = try await Program.run(arguments + ["--threads", "4"], in: folder)
    #expect(one.status == 1 && one.output == four.output && one.errors == four.errors)
    #expect(one.output.split(separator: "\n").count == 1501)
    #expect(one.output.hasPrefix(#"{"id":"0","#) && one.lastError.contains("1 of 1501 lines got no decision"))
  }

  @Test(
    "Options that do not go together are named",
    arguments: [
      (["--csv"], "--csv is for many prompts"), (["--threads", "2"], "--threads is for many prompts"),
      (["--jsonl", "--csv", "--json"], "give one"), (["--jsonl", "-j", "0"], "at least 1"),
    ])
  func faults(options: [String], message: String) async throws {
    let folder = try await SplitData.folder()
    let run = try await Program.run(["route", "my.router", "-"] + options, in: folder, input: "{\"prompt\":\"x\"}\n")
    #expect(run.status == 64 && run.errors.contains(message), "\(run.errors)")
  }
}
