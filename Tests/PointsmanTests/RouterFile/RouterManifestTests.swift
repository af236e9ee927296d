import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("RouterManifest")
struct RouterManifestTests {
  private static func text() throws -> String { try SmallRouter.full().manifest.json.text }

  private func read(_ text: String) throws -> RouterManifest {
    try RouterManifest(json: JSONValue(parsing: Array(text.utf8)))
  }

  @Test("A manifest comes back from its JSON as it was, to the byte", arguments: RoutingTarget.allCases)
  func roundTrip(target: RoutingTarget) throws {
    let full = try SmallRouter.full(target: target).manifest
    let plain = SmallRouter.manifest([SmallRouter.model("m\"é\n", cost: nil)], target: target)
    for manifest in [full, plain] {
      let again = try read(manifest.json.text)
      #expect(again == manifest)
      #expect(again.json.text == manifest.json.text)
    }
  }

  @Test("A seed beyond 2⁵³ survives: it is written as a string")
  func seed() throws {
    #expect(try read(Self.text()).training.seed == .max)
  }

  @Test("A version too new, or none that ever was, is refused by its number", arguments: [3, 99, 0, -1])
  func version(found: Int) throws {
    let text = try Self.text().replacing(#""format_version":1,"#, with: #""format_version":\#(found),"#)
    #expect(throws: RouterError.unsupportedVersion(found: found, supported: 2)) { try read(text) }
  }

  @Test(
    "A manifest that breaks a rule is refused",
    arguments: [
      (#""format_version":1"#, #""format_version":"1""#), (#""format_version":1"#, #""version":1"#),
      (#""target":"success""#, #""target":"victory""#), (#""name":"coder""#, #""name":"zoder""#),
      (#""name":"coder""#, #""name":"generalist""#), (#""name":"coder""#, #""name":7"#),
      (#""mean_score":0.5"#, #""mean_score":"0.5""#), (#""kind":"platt""#, #""kind":"cubic""#),
      (#""slope":0.7"#, #""slope":-0.7"#), (#""slope":0.7"#, #""slope":null"#),
      (#""intercept":-0.1"#, #""offset":-0.1"#),
      (#""logits":[-1.0,"#, #""logits":[1.0,"#), (#""logits":[-1.0,"#, #""logits":["#),
      (#""probabilities":[0.1,"#, #""probabilities":[0.6,"#), (#""probabilities":[0.1,"#, #""probabilities":[-0.1,"#),
      (#""weak":"coder""#, #""weak":"other""#), (#""weak":"coder""#, #""weak":"generalist""#),
      (#""weak":"coder","#, ""), (#""rows":12"#, #""rows":1.5"#),
      (#""seed":"18446744073709551615""#, #""seed":"18446744073709551616""#), (#""role":"user""#, #""role":"oracle""#),
      (#""golden":["#, #""golden":[{"messages":[],"probabilities":[0,0,0]},"#),
      (#""golden":["#, #""golden":[{"messages":[{"role":"user","content":"a"}],"probabilities":[0,0]},"#),
      (#""golden":["#, #""golden":[{"messages":[{"role":"user","content":"a"}],"probabilities":[0,null,0,0]},"#),
      (#""logits":[-1.0,"#, #""logits":[null,-1.0,"#),
    ])
  func invalid(part: String, replacement: String) throws {
    let text = try Self.text()
    #expect(text.contains(part))
    let error = #expect(throws: RouterError.self) {
      try read(text.replacing(part, with: replacement, maxReplacements: 1))
    }
    guard case .malformed? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    "A block's entry that breaks a rule is refused with the file, saying which block it is",
    arguments: [
      (#""kind":"lexical""#, #""kind":"unheard-of""#, "does not know"),
      (#""kind":"lexical""#, #""sort":"lexical""#, "does not know"),
      (#""bits_per_family":8"#, #""bits_per_family":7"#, "lexical"),
      (#""bits_per_family":8"#, #""bits_per_family":25"#, "lexical"),
      (#""features":[""#, #""features":["no such feature",""#, "structural features"),
      (#""features":[""#, #""names":[""#, "structural"), (#""pieces":11"#, #""pieces":0"#, "semantic"),
      (#""categories":["code","#, #""categories":[1,"#, "category without a name"),
      (#""categories":["code","#, #""categories":["zoo","#, "category"),
      (#""dimension":3"#, #""dimension":0"#, "external"), (#""count":4"#, #""count":0"#, "neighbours"),
      (#"["action","fix"]"#, #"["action"]"#, "context"), (#"["action","fix"]"#, #"["action",1]"#, "context"),
    ])
  func invalidEntry(part: String, replacement: String, message: String) throws {
    var file = try Safetensors(bytes: EveryBlock.router().fileBytes)
    let manifest = try #require(file.metadata["pointsman"])
    #expect(manifest.contains(part))
    file.metadata["pointsman"] = manifest.replacing(part, with: replacement, maxReplacements: 1)
    let bytes = try file.sealed()
    let error = #expect(throws: RouterError.self) { try Router(bytes: bytes) }
    #expect(try #require(error).description.contains(message))
  }

  @Test(
    "A reference is a model, and there for the target preference alone",
    arguments: [
      (#""reference":"tiny""#, #""reference":"huge""#), (#""reference":"tiny","#, ""),
      (#""target":"preference""#, #""target":"success""#),
    ])
  func reference(part: String, replacement: String) throws {
    let text = try SmallRouter.full(target: .preference).manifest.json.text
    #expect(try read(text).reference == "tiny")
    #expect(text.contains(part))
    #expect(throws: RouterError.self) { try read(text.replacing(part, with: replacement)) }
  }

  @Test("A manifest that is not an object, or is empty, is refused", arguments: ["{}", "[]", "null", "1", #""text""#])
  func noManifest(text: String) {
    #expect(throws: RouterError.self) { try read(text) }
  }
}
