import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("PromptSketch")
struct PromptSketchTests {
  private func prompts(_ range: Range<Int>) -> [Prompt] { range.map { Prompt("prompt number \($0)") } }

  @Test("It is the smallest hashes, and no hash of another prompt matches")
  func matches() {
    let sketch = PromptSketch(of: prompts(0..<1_000))
    let hashes = Set(
      prompts(0..<1_000).map { prompt in
        let bytes = Array(prompt.userText.utf8)
        return MurmurHash3.hash(bytes.span, 0..<bytes.count)
      })
    #expect(sketch.hashes == Array(hashes.sorted().prefix(64)))
    #expect(sketch.overlap(with: prompts(0..<1_000)) == (64, 64))
    let fresh = sketch.overlap(with: prompts(1_000..<3_000))
    // One in sixteen can be recognized; of 2,000 that is 125, give or take four standard deviations.
    #expect(fresh.known == 0 && (83...167).contains(fresh.comparable))
    let mixed = sketch.overlap(with: prompts(500..<1_500))
    #expect((8...56).contains(mixed.known) && mixed.known < mixed.comparable)
  }

  @Test("Of few prompts each is known")
  func few() {
    let sketch = PromptSketch(of: prompts(0..<10))
    #expect(sketch.overlap(with: prompts(9..<12)) == (1, 3))
    #expect(PromptSketch(of: []).overlap(with: prompts(0..<2)) == (0, 2))
  }

  @Test("The order of prompts, and their tags, do not matter; the record of a training keeps it")
  func record() throws {
    let sketch = PromptSketch(of: prompts(0..<100))
    #expect(sketch == PromptSketch(of: prompts(0..<100).reversed().map { Prompt($0.userText, tags: ["a": "b"]) }))
    var training = RouterManifest.Training(rows: 100, dataDigest: "d", folds: 5, seed: 3)
    #expect(RouterManifest.Training(training.json) == training && training.json["prompt_hashes"] == nil)
    training.prompts = sketch
    #expect(RouterManifest.Training(training.json) == training)
  }

  @Test(
    "Hashes that do not rise, are none, or are too many are refused",
    arguments: ["[2,1]", "[1,1]", "[-1]", "[1.5]", "{}"])
  func refused(hashes: String) throws {
    func record(_ hashes: String) throws -> JSONValue {
      try JSONValue(
        parsing: Array(#"{"rows":1,"data_sha256":"d","folds":2,"seed":"0","prompt_hashes":\#(hashes)}"#.utf8))
    }
    #expect(RouterManifest.Training(try record(hashes)) == nil)
    #expect(RouterManifest.Training(try record("[1,2]")) != nil)
    #expect(RouterManifest.Training(try record("\((0..<65).map { $0 })")) == nil)
  }
}
