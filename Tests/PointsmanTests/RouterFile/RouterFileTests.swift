import Foundation
import TestSupport
import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("Router files")
struct RouterFileTests {
  private let prompts = ["why does it hang", "```swift\nlet x = 1\n```\nexplain", "漢字 ½ ΟΔΟΣ", "?"].map { Prompt($0) }

  @Test(
    "A router that was written and opened gives the same probabilities and the same bytes",
    arguments: RoutingTarget.allCases)
  func roundTrip(target: RoutingTarget) throws {
    let folder = try TemporaryFolder()
    let router = try SmallRouter.full(target: target)
    try router.write(to: folder.path("a.router"))
    let opened = try Router(contentsOf: folder.path("a.router"))
    #expect(opened.manifest == router.manifest)
    #expect(opened.digest == router.digest)
    for prompt in prompts { #expect(try opened.probabilities(for: prompt) == router.probabilities(for: prompt)) }
    #expect(try FileReader.contents(of: folder.path("a.router")) == router.fileBytes)
    #expect(opened.fileBytes == router.fileBytes)
    #expect(try folder.names == ["a.router"])
  }

  @Test("A router of no block, or of one, comes back as it was")
  func partial() throws {
    let constant = try SmallRouter.constant([1, -1])
    #expect(try Router(bytes: constant.fileBytes).fileBytes == constant.fileBytes)
    let specification = try #require(LexicalSpecification(bitsPerFamily: 9))
    let lexical = try Router(
      manifest: SmallRouter.manifest(SmallRouter.models.map { SmallRouter.model($0) }),
      heads: .init([SmallRouter.lexical(specification)], intercepts: [0, 0, 0]))
    #expect(try Router(bytes: lexical.fileBytes).fileBytes == lexical.fileBytes)
  }

  @Test("Golden prompts verify exactly where they were made")
  func verify() throws {
    let router = try SmallRouter.full()
    #expect(router.manifest.golden.count == 12)
    #expect(try router.verifyGoldenPrompts() == 0)
    #expect(try Router(bytes: router.fileBytes).verifyGoldenPrompts() == 0)
  }

  @Test("Golden prompts show a weight that changed", arguments: [1e-3, 0.5] as [Float])
  func verifyFails(change: Float) throws {
    let router = try SmallRouter.full()
    var heads = router.heads
    heads.intercepts[0] += change
    let altered = try Router(manifest: router.manifest, heads: heads)
    let error = #expect(throws: RouterError.self) { try altered.verifyGoldenPrompts() }
    guard case .goldenMismatch(prompt: 1, let difference)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(difference > 1e-6)
  }

  @Test("Golden prompts show a changed bucket of words or characters", arguments: [0, 300])
  func verifyBuckets(first: Int) throws {
    let router = try SmallRouter.full()
    let lexical = try #require(router.heads[LexicalHead.self])
    var rows = lexical.rows
    for bucket in first..<first + 100 { rows[bucket * 4 + 1] = 32_767 }
    let head = try #require(
      LexicalHead(specification: lexical.specification, models: 3, rows: rows, scales: lexical.scales))
    let altered = try Router(manifest: router.manifest, heads: router.heads.with(head))
    #expect(throws: RouterError.self) { try altered.verifyGoldenPrompts() }
  }

  @Test("A router of a different width from its manifest is refused")
  func wrongWidth() throws {
    let router = try SmallRouter.full()
    for intercepts in [[], [0], [0, 0, .nan], [0, 0, 0, 0]] as [[Float]] {
      var heads = router.heads
      heads.intercepts = intercepts
      #expect(throws: RouterError.self) { try Router(manifest: router.manifest, heads: heads) }
    }
  }

  @Test("A file that is not there, or is a folder, is unreadable, by name")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path("none.router"), folder.path("")] {
      let error = #expect(throws: RouterError.self) { try Router(contentsOf: path) }
      guard case .unreadable(path, _)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test("A router says which path it could not write")
  func routerError() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("none/a.router")
    let error = #expect(throws: RouterError.self) { try SmallRouter.constant([0]).write(to: path) }
    guard case .unwritable(path, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains("nothing was changed") == true)
  }

  @Test("A router made in memory has the digest that its file states, and another one once its manifest is changed")
  func digest() throws {
    let router = try SmallRouter.full()
    let file = try Safetensors(bytes: router.fileBytes)
    #expect(file.metadata["sha256"] == router.digest)
    #expect(router.digest == Router.digest(manifest: router.manifest.json.text, tensors: router.heads.tensors))
    let changed = try Router(bytes: router.fileBytes).with { $0.training.rows += 1 }
    #expect(changed.digest != router.digest)
    try changed.verifyDigest()
  }

  @Test("Blocks out of order, or twice, are refused")
  func order() throws {
    let file = try Safetensors(bytes: SmallRouter.full().fileBytes)
    let lexical = #"{"kind":"lexical","bits_per_family":8},"#
    let manifest = try #require(file.metadata["pointsman"])
    #expect(manifest.contains(lexical))
    let semantic = #"{"kind":"semantic","#
    let swapped = manifest.replacing(lexical, with: "").replacing(semantic, with: lexical + semantic)
    for text in [manifest.replacing(lexical, with: lexical + lexical), swapped] {
      var altered = file
      altered.metadata["pointsman"] = text
      let bytes = try altered.sealed()
      let error = #expect(throws: RouterError.self) { try Router(bytes: bytes) }
      #expect(try #require(error).description.contains("blocks are not in order"))
    }
  }
}
