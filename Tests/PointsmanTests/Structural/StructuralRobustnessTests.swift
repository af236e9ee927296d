import PointsmanSupport
import Testing

@testable import Pointsman

@Suite struct StructuralRobustnessTests {
  /// log(1 + Int.max) is 43.7; no value is negative.
  private func isSound(_ values: [Float]) -> Bool {
    values.count == StructuralFeatures.count && values.allSatisfy { $0.isFinite && (0...44).contains($0) }
  }

  @Test func `the empty text has no features but its turn`() {
    let values = structural([])
    #expect(isSound(values))
    #expect(zip(StructuralFeatures.names, values).allSatisfy { $0 == "log turns" || $1 == 0 })
  }

  @Test func `every single byte is read`() {
    for byte in UInt8.min...UInt8.max { #expect(isSound(structural([byte])), "\(byte)") }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `arbitrary bytes neither trap nor give values that are no numbers`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    // Half of the texts draw from bytes that begin or continue something.
    let openers =
      Array("\\${}()[]`_'\"<>/*.^e9,:#+-@ \n\tA(b)".utf8) + [0xe2, 0x80, 0x99, 0xe3, 0x81, 0xc3, 0xf0, 0xef, 0xbc]
    for round in 0..<400 {
      let count = Int.random(in: 1...300, using: &random)
      let bytes = (0..<count).map { _ in
        round.isMultiple(of: 2) ? UInt8.random(in: 0...255, using: &random) : openers.randomElement(using: &random) ?? 0
      }
      #expect(isSound(structural(bytes, turns: .max, conversationBytes: .max)))
    }
  }

  @Test func `a text cut anywhere is read`() {
    let text = Array("Prove ∀x ≤ 10^{9}: “naïve” 関数は？ it’s `a_b`; (A) 1,000/3 — File \"x.py\" $5 e1e9 \\frac".utf8)
    for end in text.indices { #expect(isSound(structural(Array(text[..<end])))) }
  }

  @Test func `long runs stay finite`() {
    for byte in [UInt8(ascii: "9"), UInt8(ascii: "("), UInt8(ascii: "a"), UInt8(ascii: "_"), 0xe3, 0x80, 0x0a] {
      #expect(isSound(structural(Array(repeating: byte, count: 100_000))))
    }
    let words = (0..<40_000).flatMap { Array("w\(String($0, radix: 26)) ".utf8) }
    #expect(isSound(structural(words)))
  }
}
