import Foundation
import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("Router files with vectors and tags")
struct TaggedRouterFileTests {
  @Test("What is written is read back: specification, tags, weights, golden prompts")
  func roundTrip() throws {
    let router = try TaggedRouter.full()
    let opened = try Router(bytes: router.fileBytes)
    #expect(opened.manifest == router.manifest && opened.fileBytes == router.fileBytes)
    #expect(
      opened.manifest.vectors == [TaggedRouter.specification]
        && opened.heads[ContextHead.self]?.tags == TaggedRouter.tags)
    let prompt = TaggedRouter.prompt(tags: ["action": "test", "language": "swift"])
    #expect(try opened.probabilities(for: prompt) == router.probabilities(for: prompt))
    #expect(try opened.verifyGoldenPrompts() == 0)
    #expect(Set(opened.manifest.golden.flatMap { $0.prompt.sortedTags }) == Set(TaggedRouter.tags))
  }

  @Test("A router without either says nothing of them, so that older files keep their bytes")
  func absent() throws {
    let router = try SmallRouter.full()
    #expect(!router.manifest.json.text.contains("context") && !router.manifest.json.text.contains("external"))
    #expect(router.manifest.golden.allSatisfy { $0.prompt.tags.isEmpty })
  }

  @Test("A weight that is changed fails the golden prompts, with vectors and with tags")
  func golden() throws {
    let router = try TaggedRouter.full()
    let vectors = TaggedRouter.vectors()
    let heavier = VectorHead(
      specification: vectors.specification, scaling: vectors.scaling, weights: vectors.weights.map { $0 * 1.01 },
      models: 3)!
    let context = TaggedRouter.context()
    let stronger = ContextHead(
      tags: context.tags, models: 3, slopes: context.slopes, intercepts: context.intercepts,
      weights: context.weights.map { $0 * 1.01 })!
    for (vectors, context) in [(heavier, context), (vectors, stronger)] {
      let changed = try Router(
        manifest: router.manifest,
        heads: .init([vectors, context], intercepts: [0.5, -0.25, 0]))
      #expect(throws: RouterError.self) { try changed.verifyGoldenPrompts() }
    }
  }

  @Test(
    "Tensors of another shape, or missing, are refused",
    arguments: [
      "external.means", "external.inverse_deviations", "external.weights", "context.slopes", "context.intercepts",
      "context.weights",
    ])
  func wrongShapes(name: String) throws {
    let whole = try Safetensors(bytes: TaggedRouter.full().fileBytes)
    let tensor = try #require(whole.tensors[name])
    let count = try #require(tensor.floats).count
    for replacement: Safetensors.Tensor? in [
      nil, .init(shape: [count + 1], [Float](repeating: 0, count: count + 1)),
      .init(shape: [], [Float](repeating: 0, count: 1)),
      .init(shape: tensor.shape, [Float](repeating: .nan, count: count)),
    ] {
      var file = whole
      file.tensors[name] = replacement
      #expect {
        try Router(bytes: file.bytes)
      } throws: {
        "\($0)".contains("not a whole router file")
      }
    }
  }

  @Test(
    "Manifests whose vectors or tags make no sense are refused",
    arguments: [
      (#""dimension":3"#, #""dimension":0"#), (#""dimension":3"#, #""dimension":4"#),
      (#""name":"mine""#, #""name":"""#),
      (#""sha256":""#, #""sha256":"x"#), (#"["action","fix"]"#, #"["zebra","fix"]"#),
      (#"["action","fix"]"#, #"["action"]"#), (#"["action","fix"]"#, #"["action",1]"#),
      (#""kind":"context""#, #""kind":"unheard-of""#),
    ])
  func manifests(part: String, replacement: String) throws {
    var file = try Safetensors(bytes: TaggedRouter.full().fileBytes)
    let manifest = try #require(file.metadata["pointsman"])
    let range = try #require(manifest.range(of: part))
    file.metadata["pointsman"] = manifest.replacingCharacters(in: range, with: replacement)
    let bytes = try file.sealed()
    let error = #expect(throws: RouterError.self) { try Router(bytes: bytes) }
    // Not for its digest, which is right.
    #expect(try #require(error).description.contains("digest") == false)
  }
}
