import Testing

@testable import Pointsman

@Suite("VectorHead")
struct VectorHeadTests {
  @Test("Logits are those of a plain loop over standardised, softly bounded numbers")
  func plainLoop() throws {
    let heads = TaggedRouter.vectors()
    var logits: [Float] = [1, 2, 3]
    var reading = PromptReading(of: TaggedRouter.prompt([4.5, -3, 100]), in: RoutingScratch())
    try heads.addLogits(of: &reading, to: &logits)
    // (4.5 − 0.5) · 1 and (−3 + 1) · 0.25; the third never varied in training.
    let z = [4, -0.5, 0].map { ($0 / (1 + $0 * $0 / 36).squareRoot()) }
    for model in 0..<3 {
      let expected = (0..<3).reduce(Double(model + 1)) { $0 + z[$1] * Double(heads.weights[$1 * 3 + model]) }
      #expect(abs(Double(logits[model]) - expected) < 1e-5)
    }
  }

  @Test("No vector, another source, dimension or a number that is not finite: refused, saying what the router needs")
  func refused() throws {
    let router = try TaggedRouter.full()
    let needed = TaggedRouter.specification
    #expect(throws: RouterError.missingVector(needed: needed)) { try router.probabilities(for: Prompt("p")) }
    var other = TaggedRouter.prompt()
    other.vectors[.external]?.source = VectorSource(named: "yours")
    #expect {
      try router.route(other)
    } throws: {
      let words = "\($0)"
      return words.contains("needs the external vector \"mine\"") && words.contains("of 3 numbers")
        && words.contains("comes with one of \"yours\"")
    }
    var digest = TaggedRouter.prompt()
    digest.vectors[.external]?.source = VectorSource(name: "mine", digest: String(repeating: "0", count: 64))
    #expect(throws: RouterError.self) { try router.probabilities(for: digest) }
    for values: [Float] in [[], [1, 2], [1, 2, 3, 4], [1, .nan, 3], [1, 2, .infinity]] {
      #expect(throws: RouterError.self, "\(values)") { try router.probabilities(for: TaggedRouter.prompt(values)) }
    }
    #expect(
      throws: RouterError.mismatchedVector(needed: needed, found: "one whose number 2 is nan")
    ) { try router.probabilities(for: TaggedRouter.prompt([1, .nan, 3])) }
  }

  @Test("A vector whose source is not stated is held to its dimension alone")
  func unstated() throws {
    let router = try TaggedRouter.full()
    var prompt = TaggedRouter.prompt()
    let expected = try router.probabilities(for: prompt)
    prompt.vectors[.external]?.source = nil
    #expect(try router.probabilities(for: prompt) == expected)
  }

  @Test("A digest is 64 lower-case hexadecimal digits, a dimension at least 1")
  func specification() {
    #expect(VectorSource(name: "m", digest: "12") == nil)
    #expect(VectorSource(name: "m", digest: String(repeating: "G", count: 64)) == nil)
    #expect(VectorSource(name: "", digest: String(repeating: "a", count: 64)) == nil)
    // sha256sum of "abc", FIPS 180-4's first example.
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(VectorSource(named: "abc") == VectorSource(name: "abc", digest: digest))
    #expect(VectorSpecification(block: .external, source: VectorSource(named: "m"), dimension: 0) == nil)
  }
}
