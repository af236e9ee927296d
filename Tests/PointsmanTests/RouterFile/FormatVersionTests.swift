import Testing

@testable import Pointsman
@testable import PointsmanSupport

/// A file has the lowest format whose programs understand all of it.
@Suite("The format that a router file has")
struct FormatVersionTests {
  private func version(_ router: Router) throws -> Int {
    let version = try Router(bytes: router.fileBytes).manifest.json["format_version"]?.integer
    return try #require(version)
  }

  @Test("Without forecasts of a first token or of a speed, and rules about times, it is 1", arguments: [true, false])
  func first(hasUsage: Bool) throws {
    var book = PolicyBook()
    book.policies["hasty"] = Policy(.utility(willingnessToPay: nil, willingnessToWait: 20))
    let usage = PolicyRouters.usage([.latency: [1, 2, 3], .cost: [1, 2, 3]])
    let router = try PolicyRouters.fixed([0.5, 0.6, 0.7], book: hasUsage ? book : nil, usage: hasUsage ? usage : nil)
    #expect(try version(router) == 1)
  }

  @Test("A forecast that older programs do not know makes it 2", arguments: [Usage.Quantity.firstToken, .outputSpeed])
  func forecasts(quantity: Usage.Quantity) throws {
    let router = try PolicyRouters.fixed([0.5, 0.6, 0.7], usage: PolicyRouters.usage([quantity: [1, nil, 3]]))
    #expect(try version(router) == 2)
    // The number cannot be altered: an older program would leave the forecast out.
    let text = router.manifest.json.text.replacing(#""format_version":2"#, with: #""format_version":1"#)
    let read = try RouterManifest(json: JSONValue(parsing: Array(text.utf8)))
    #expect(read.json.text != text)
  }

  @Test("A rule that older programs do not know makes it 2")
  func rules() throws {
    var (latency, first, worth) = (Policy.mostLikely, Policy.mostLikely, Policy.mostLikely)
    latency.maximumLatency = 5
    first.maximumFirstToken = 1
    worth.objective = .utility(willingnessToPay: nil, willingnessToWait: nil, willingnessToWaitForFirstToken: 5)
    for policy in [latency, first, worth] {
      var book = PolicyBook()
      book.policies["fast"] = policy
      let router = try PolicyRouters.fixed([0.5, 0.6, 0.7]).withPolicies(book)
      #expect(try version(router) == 2)
      #expect(try Router(bytes: router.fileBytes).policy(named: "fast") == policy)
    }
  }
}
