import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("PolicyBook")
struct PolicyBookTests {
  private static let text = """
    {"models":{"generalist":{"capabilities":["vision"],"context_window":128000}},\
    "policies":{"junior":{"choose":{"worth":{"usd":0.05,"seconds":20.0,"first_token_seconds":2.0}},"allowed":["coder","generalist"],\
    "maximum_cost":0.02,"maximum_latency":30.0,"maximum_first_token":3.0,"overrides":[{"when":{"feature":"security words","at_least":0.69},"model":"generalist",\
    "because":"security"},{"when":{"tag":"team","is":"data"},"model":"coder","because":"wish"}],\
    "default":"generalist","guard":true,"switching_cost":0.1},"seer":{"choose":{"quality":0.9},"required":["vision"]},\
    "senior":{"choose":"most_likely"},"split":{"choose":{"threshold":0.25}}}}
    """

  private func read(_ text: String) throws -> PolicyBook { try PolicyBook(json: Array(text.utf8)) }

  @Test("A book comes back from its JSON as it was, to the byte, and from a router's file")
  func roundTrip() throws {
    let book = try read(Self.text)
    #expect(book.json.text == Self.text)
    let router = try SmallRouter.full().with { manifest in
      for m in manifest.models.indices {
        manifest.models[m].reliability = Reliability(
          edges: [0.5], calibrationErrors: [0.1, 0.2], shares: [0.25, 0.75])
      }
      manifest.usage = PolicyRouters.usage([
        .cost: [0.5, nil, 1], .outputTokens: [1, 2, 3], .latency: [4, 5, nil], .firstToken: [1, nil, 0.5],
        .outputSpeed: [nil, nil, 60],
      ])
      manifest.domainCheck = DomainCheck(unseenNGramShareBound: 0.5, featureDistanceBound: nil)
    }.withPolicies(book)
    let again = try Router(bytes: router.fileBytes)
    #expect(again.manifest == router.manifest && again.manifest.policies == book)
    #expect(try again.policy(named: "senior") == .mostLikely)
    #expect(again.digest != (try SmallRouter.full().digest))
  }

  @Test(
    "A member that is unknown, missing or of the wrong kind is refused, with its place",
    arguments: [
      (#""guard":true"#, #""guard":1"#, "\"guard\" of policy \"junior\""), (#""usd":0.05"#, #""eur":0.05"#, "eur"),
      (#""policies":"#, #""polices":"#, "polices"), (#""default":"generalist""#, #""default":7"#, "\"default\""),
      (#"{"quality":0.9}"#, #"{"quality":0.9,"threshold":1}"#, "one of"),
      (#""maximum_latency":30.0"#, #""maximum_latency":"long""#, "\"maximum_latency\" of policy \"junior\""),
      (#""maximum_first_token":3.0"#, #""maximum_first_tokens":3.0"#, "maximum_first_token,"),
      (#"{"quality":0.9}"#, #""best""#, "most_likely"),
      (#""because":"wish""#, #""why":"wish""#, "why"), (#""is":"data""#, #""was":"data""#, "\"when\""),
      (#""allowed":["coder","#, #""allowed":[1,"#, "array of strings"),
      (#""context_window":128000"#, #""context_window":"big""#, "tokens"),
    ])
  func refused(part: String, replacement: String, message: String) throws {
    #expect(Self.text.contains(part))
    let error = #expect(throws: RouterError.self) { try read(Self.text.replacing(part, with: replacement)) }
    #expect(try #require(error).description.contains(message))
  }

  @Test("A book that does not suit the router is refused, when set and when a file is opened")
  func unsuitable() throws {
    var book = PolicyBook()
    book.facts["nobody"] = ModelFacts()
    #expect(throws: RouterError.self) { try SmallRouter.full().withPolicies(book) }
    book = PolicyBook()
    book.policies["junior"] = Policy(.quality(2))
    let error = #expect(throws: RouterError.self) { try SmallRouter.full().withPolicies(book) }
    #expect(try #require(error).description.contains("policy \"junior\""))
    let smuggled = try SmallRouter.full().with { [book] in $0.policies = book }
    let opened = #expect(throws: RouterError.self) { try Router(bytes: smuggled.fileBytes) }
    #expect(try #require(opened).description.contains("its policies: policy \"junior\""))
  }

  @Test("A policy that the router lacks is an error that lists those it has")
  func unknown() throws {
    let error = #expect(throws: RouterError.self) {
      try SmallRouter.full().withPolicies(PolicyBook()).policy(named: "junior")
    }
    #expect(try #require(error).description.contains("it has none"))
  }
}
