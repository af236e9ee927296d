import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("Hundreds of models, too many folds, too little memory: a short answer or a sentence")
struct ManyModelsTests {
  private func lines(models: Int) -> String {
    (0..<10).map { row in
      let outcomes = (0..<models).map { #""m\#($0)":{"score":\#(($0 + row) % 2)}"# }
      return #"{"prompt":"prompt number \#(row)","outcomes":{\#(outcomes.joined(separator: ","))}}"# + "\n"
    }.joined()
  }

  @Test("audit shows twenty of many models and counts the others; --all-models shows all, and JSON has all")
  func audit() async throws {
    let folder = try TemporaryFolder()
    try folder.write(lines(models: 600), to: "data.jsonl")
    let short = try await Program.run(["audit", "data.jsonl"], in: folder)
    #expect(short.status == 0 && short.output.split(separator: "\n").count < 40)
    #expect(short.output.contains("and 580 more models of lower score (--all-models shows them)"))
    let long = try await Program.run(["audit", "data.jsonl", "--all-models"], in: folder)
    #expect(long.output.split(separator: "\n").count > 600 && !long.output.contains("more models"))
    let json = try await Program.run(["audit", "data.jsonl", "--json"], in: folder)
    guard case .object(let models)? = try JSONValue(parsing: Array(json.output.utf8))["models"] else {
      Issue.record("no models")
      return
    }
    #expect(models.count == 600)
  }

  @Test(
    "More models than a router holds are refused before the training, with the option that helps",
    arguments: [
      ["train", "data.jsonl", "-o", "my.router"], ["cross-validate", "data.jsonl"], ["plan", "data.jsonl"],
    ])
  func tooMany(arguments: [String]) async throws {
    let folder = try TemporaryFolder()
    try folder.write(lines(models: 600), to: "data.jsonl")
    let run = try await Program.run(arguments, in: folder)
    #expect(run.status == 1)
    #expect(
      run.lastError
        == "Error: the data has outcomes of 600 models, and a router chooses among at most 500; select models "
        + "(--models)", "\(run.errors)")
  }

  @Test(
    "Any number of folds ends in a sentence", .tags(.slow), arguments: ["4611686018427387904", "9223372036854775807"])
  func folds(count: String) async throws {
    let folder = try TemporaryFolder()
    try folder.write(outcomeLines(rows: 40, seed: 1).joined(separator: "\n"), to: "data.jsonl")
    let recipe = ["--blocks", "structural"]
    let train = try await Program.run(["train", "data.jsonl", "-o", "my.router", "--folds", "2"] + recipe, in: folder)
    try #require(train.status == 0, "\(train.errors)")
    try folder.write(
      outcomeLines(rows: 40, seed: 2).map { $0.replacing("\"small\"", with: "\"new\"") }.joined(separator: "\n"),
      to: "new.jsonl")
    for arguments in [
      ["train", "data.jsonl", "-o", "x.router"] + recipe,
      ["cross-validate", "data.jsonl", "--divisions", "1"]
        + recipe,
      ["plan", "data.jsonl"] + recipe, ["add-model", "my.router", "new.jsonl", "--model", "new", "-o", "x.router"],
    ] {
      let run = try await Program.run(arguments + ["--folds", count], in: folder)
      #expect(run.status == 1 && run.lastError.hasPrefix("Error: "), "\(arguments): \(run.status) \(run.errors)")
    }
  }

  @Test(
    "Under a small limit of address space, commands end in a sentence instead of asking for memory for ever",
    arguments: [
      "train data.jsonl -o my.router --blocks structural --folds 2",
      "cross-validate data.jsonl --divisions 1 --blocks structural",
    ])
  func addressSpace(command: String) async throws {
    let folder = try TemporaryFolder()
    try folder.write(outcomeLines(rows: 40, seed: 1).joined(separator: "\n"), to: "data.jsonl")
    let run = try await Program.shell(
      "ulimit -v 400000; timeout 60 \"$POINTSMAN\" \(command) --threads 2", in: folder)
    #expect(run.status != 0 && run.status != 124)
    #expect(run.errors.contains("OpenBLAS takes 320 MiB of address space for 2 threads"), "\(run.errors)")
    #expect(run.errors.contains("--threads"))
  }

  @Test("A report changes no byte of the router", .tags(.slow))
  func report() async throws {
    let folder = try TemporaryFolder()
    try folder.write(outcomeLines(rows: 60, seed: 1).joined(separator: "\n"), to: "data.jsonl")
    let recipe = ["--blocks", "structural", "--folds", "2"]
    for (name, options) in [("a.router", []), ("b.router", ["--report", "r.html"])] {
      let run = try await Program.run(["train", "data.jsonl", "-o", name] + recipe + options, in: folder)
      #expect(run.status == 0, "\(run.errors)")
    }
    let routers = try ["a.router", "b.router"].map { try Data(contentsOf: folder.url.appending(path: $0)) }
    #expect(routers[0] == routers[1])
  }
}
