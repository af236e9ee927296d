import Testing

@testable import Pointsman

/// Prompts with images and other parts that a model must be able to read.
@Suite("Capabilities that a prompt needs")
struct NeededCapabilitiesTests {
  /// "coder", "generalist" and "tiny": the coder is most likely, and the generalist was best in training.
  private func router(_ capabilities: [String: [String]]) throws -> Router {
    var book = PolicyBook()
    book.facts = capabilities.mapValues { ModelFacts(capabilities: $0) }
    return try PolicyRouters.fixed([0.9, 0.6, 0.7], costs: [3, 2, 1], book: capabilities.isEmpty ? nil : book)
  }

  private func prompt(_ text: String, needs: Set<String> = ["vision"]) -> Prompt {
    var prompt = Prompt(text)
    prompt.needs = needs
    return prompt
  }

  @Test("Only models that have it are chosen where the facts say of some that they do")
  func known() throws {
    let router = try router(["tiny": ["vision", "tools"], "generalist": ["vision"], "coder": ["tools"]])
    let decision = try router.route(prompt("What is this?"))
    #expect(decision.model == "tiny" && decision.rule == .objective && decision.isPermitted == [false, true, true])
    #expect(try router.route(Prompt("What is this?")).model == "coder")
    #expect(try router.route(prompt("What?", needs: ["vision", "tools"])).model == "tiny")
  }

  @Test("Where no model is said to have it, it is not known and excludes none", arguments: [[:], ["coder": ["tools"]]])
  func unknown(capabilities: [String: [String]]) throws {
    let router = try router(capabilities)
    #expect(try router.route(prompt("What is this?")).model == "coder")
    #expect(
      router.unknownCapabilities(among: ["vision", "tools", "audio"]) == ["audio", "vision"],
      "nearly every model takes tools: no warning")
  }

  @Test("Where the policy permits none that has it, that is the fault")
  func shutOut() throws {
    let router = try router(["tiny": ["vision"]])
    var policy = Policy.mostLikely
    policy.allowed = ["coder", "generalist"]
    #expect {
      try router.route(prompt("What is this?"), under: policy)
    } throws: {
      "\($0)".hasPrefix("no permitted model has the capability \"vision\"")
    }
  }

  @Test("An image alone goes to the default model, or to the best in training of those that can read it")
  func alone() throws {
    let decision = try router([:]).route(prompt(""))
    #expect(decision.model == "generalist" && decision.rule == .withoutText && decision.margin == 0)
    #expect(decision.reason == "the prompt has no text to route on: the default model")
    #expect(try router(["tiny": ["vision"]]).route(prompt(" \n")).model == "tiny")
    var policy = Policy.mostLikely
    policy.fallback = "tiny"
    #expect(try router([:]).route(prompt(""), under: policy).model == "tiny")
    #expect(try router([:]).route(prompt("Sort"), under: policy).model == "coder")
  }

  @Test("The rules hold for an image alone: overrides come first, and a conversation stays")
  func rules() throws {
    var policy = Policy.mostLikely
    policy.overrides = [Override(.tag(name: "kind", value: "scan"), model: "tiny", reason: "scans")]
    var tagged = prompt("")
    tagged.tags = ["kind": "scan"]
    #expect(try router([:]).route(tagged, under: policy).rule == .override)
    let bound = try BoundPolicy(router([:]), under: .mostLikely)
    #expect(try bound.route(prompt(""), current: "coder").model == "coder")
  }

  @Test("Under a budget it keeps its model")
  func budget() throws {
    let bound = try BoundPolicy(router([:]), under: .mostLikely)
    let decisions = try [prompt(""), prompt("Sort")].map { try bound.route($0) }
    let spent = try bound.decisions(decisions, budget: 3)
    #expect(spent.map(\.model) == ["generalist", "tiny"])
  }
}
