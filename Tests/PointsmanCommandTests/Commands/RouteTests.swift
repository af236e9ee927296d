import Foundation
import TestSupport
import Testing

@Suite("route answers every line, and reads requests as they are")
struct RouteTests {
  private static let lines = [
    #"{"prompt":"sort it"}"#, #"{"id":"e","prompt":""}"#, "garbage",
    #"{"id":12345678901234567890,"prompt":"sort it","note":NaN}"#,
    #"{"custom_id":"b","method":"POST","url":"/v1/chat/completions","body":{"messages":[{"role":"user","content":"sort it"}]}}"#,
  ]

  @Test("A line without a decision is answered in its place, the others are decided, and the status is 1")
  func lines() async throws {
    let folder = try await SplitData.folder()
    try folder.write(Self.lines.joined(separator: "\n"), to: "in.jsonl")
    let text = try await Program.run(["route", "my.router", "in.jsonl", "--jsonl"], in: folder)
    let answers = text.output.split(separator: "\n").map(String.init)
    #expect(text.status == 1 && answers.count == Self.lines.count)
    #expect(answers[1].hasPrefix("error: in.jsonl:2:23: found an empty prompt") && answers[1].hasSuffix("\te"))
    #expect(answers[2].hasPrefix("error: in.jsonl:3:1: found 'g', expected an object"))
    #expect(answers[3] == answers[0] + "\t12345678901234567890" && answers[4] == answers[0] + "\tb")
    #expect(
      text.lastError.hasPrefix(
        "Error: 2 of 5 lines got no decision, and their answers say why; the first is in.jsonl:2:23: found an empty"))

    let json = try await Program.run(["route", "my.router", "in.jsonl", "--jsonl", "--json"], in: folder)
    let objects = try json.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(json.status == 1 && objects.count == Self.lines.count)
    #expect(
      objects.map { $0["line"] as? Int } == [nil, 2, 3, nil, nil]
        && objects.map { $0["error"] != nil } == [false, true, true, false, false])
    #expect(objects.map { $0["id"] as? String } == [nil, "e", nil, "12345678901234567890", "b"])
    #expect(objects.map { $0["model"] != nil } == [true, false, false, true, true])
  }

  @Test("Under a budget the answers keep the order of the lines")
  func budget() async throws {
    let folder = try await SplitData.folder()
    try folder.write(Self.lines.joined(separator: "\n"), to: "in.jsonl")
    let run = try await Program.run(["route", "my.router", "in.jsonl", "--jsonl", "--budget", "1"], in: folder)
    let answers = run.output.split(separator: "\n")
    #expect(run.status == 1 && answers.count == 5)
    #expect(answers.map { $0.hasPrefix("error: ") } == [false, true, true, false, false], "\(run.errors)")
  }

  @Test("A line that is too long, or that the policy leaves no model for, is answered, and the next is decided")
  func otherFaults() async throws {
    let folder = try await SplitData.folder()
    try folder.write(
      #"{"models":{"small":{"context_window":10},"large":{"context_window":10}}}"#, to: "facts.json")
    _ = try await Program.run(["set-policy", "my.router", "facts.json", "-o", "narrow.router"], in: folder)
    let long = String(repeating: "word ", count: 100)
    let input = "{\"id\":\"a\",\"prompt\":\"\(long)\"}\n{\"id\":\"b\",\"prompt\":\"sort it\"}\n"
    let run = try await Program.run(["route", "narrow.router", "-", "--jsonl"], in: folder, input: input)
    let answers = run.output.split(separator: "\n")
    #expect(run.status == 1 && answers.count == 2, "\(run.errors)")
    #expect(answers[0].hasPrefix("error: -:1: no permitted model has a context window") && answers[1].hasSuffix("\tb"))
  }

  @Test("An answer that is an error is refused where decisions are judged")
  func scored() async throws {
    let folder = try await SplitData.folder()
    try folder.write(#"{"id":"s2-0","error":"in.jsonl:1:1: found 'g'","line":1}"# + "\n", to: "decisions.jsonl")
    let run = try await Program.run(
      ["score", "data.jsonl", "--split", "test", "--decisions", "decisions.jsonl"], in: folder)
    #expect(run.status == 1 && run.lastError.contains("decisions.jsonl:1: the line is no decision but an error"))
  }

  @Test("One request is read as one, is said to be, and is text on demand", arguments: ["route", "explain"])
  func oneRequest(command: String) async throws {
    let folder = try await SplitData.folder()
    let request =
      "{\n \"model\": \"m\",\n \"system\": \"Be brief.\",\n \"messages\": [{\"role\": \"user\", \"content\": \"sort it\"}]\n}\n"
    let note = "warning: the prompt is a request in JSON and is read as one; --text takes it as plain text\n"
    let run = try await Program.run([command, "my.router", "-", "--json"], in: folder, input: request)
    #expect(run.status == 0 && run.errors == note)
    try folder.write(request.split(separator: "\n").joined() + "\n", to: "in.jsonl")
    if command == "route" {
      let line = try await Program.run(["route", "my.router", "in.jsonl", "--jsonl", "--json"], in: folder)
      #expect(line.output == run.output)
    }
    let text = try await Program.run([command, "my.router", "-", "--json", "--text"], in: folder, input: request)
    #expect(text.status == 0 && text.errors.isEmpty && text.output != run.output)
    let faulty = try await Program.run(
      [command, "my.router", #"{"messages":[{"role":"narrator","content":"x"}]}"#], in: folder)
    #expect(
      faulty.status == 1 && faulty.lastError.contains("found") == false && faulty.lastError.contains("a role among"))
  }

  @Test("Parts that are not text are counted, what they need is said, and an image alone is a decision")
  func images() async throws {
    let folder = try await SplitData.folder()
    let image = #"{"type":"image_url","image_url":{"url":"data:,"}}"#
    let alone = #"{"messages":[{"role":"user","content":[\#(image)]}]}"#
    let both = #"{"messages":[{"role":"user","content":[\#(image),{"type":"text","text":"sort it"},\#(image)]}]}"#
    let run = try await Program.run(
      ["route", "my.router", "-", "--jsonl", "--json"], in: folder, input: alone + "\n" + both)
    #expect(run.status == 0 && run.output.contains(#""rule":"default""#))
    #expect(run.errors.contains("3 parts of turns hold no text") && run.errors.contains("prompts need \"vision\""))
    try folder.write(#"{"models":{"small":{"capabilities":["vision"]}}}"#, to: "facts.json")
    _ = try await Program.run(["set-policy", "my.router", "facts.json", "-o", "seeing.router"], in: folder)
    let seen = try await Program.run(
      ["route", "seeing.router", "-", "--jsonl"], in: folder, input: alone + "\n" + both)
    #expect(seen.status == 0 && seen.output == "small\nsmall\n" && !seen.errors.contains("vision"))
  }

  @Test("What has no end is read up to a limit that the message states")
  func endless() async throws {
    let folder = try await SplitData.folder()
    for (arguments, limit) in [
      (["set-policy", "my.router", "/dev/zero", "-o", "x.router"], "16 MiB"),
      (["route", "my.router", "sort", "--prices", "/dev/zero"], "16 MiB"),
      (["inspect", "/dev/zero"], "not a whole router file"),
    ] {
      let run = try await Program.run(arguments, in: folder)
      #expect(run.status == 1 && run.lastError.contains(limit), "\(run.errors)")
    }
    let prompt = try await Program.shell("yes | \"$POINTSMAN\" route my.router -", in: folder)
    #expect(prompt.status == 1 && prompt.lastError.contains("64 MiB"))
  }

  @Test("Prompts in another shape than lines are one message with the command that corrects it")
  func shapes() async throws {
    let folder = try await SplitData.folder()
    for (text, command) in [
      ("[\n{\"prompt\":\"sort\"},\n{\"prompt\":\"sort\"}\n]\n", "jq -c '.[]' FILE"),
      ("{\n \"prompt\": \"sort\"\n}\n", "jq -c . FILE"),
    ] {
      let run = try await Program.run(["route", "my.router", "-", "--jsonl"], in: folder, input: text)
      #expect(run.status == 1 && run.output.isEmpty && run.lastError.contains(command), "\(run.errors)")
    }
  }
}
