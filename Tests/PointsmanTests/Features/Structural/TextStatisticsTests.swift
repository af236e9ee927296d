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

@Suite struct StructuralSmoothnessTests {
  static let prompts = [
    "Write a function that returns the longest common prefix of a list of strings, without any library.",
    "Something weird happens when I save the form: sometimes the error shows up twice. Why?",
    "Which of the following is true of mitosis?\nA. It halves the chromosomes\nB. It makes two cells\nC. Both\nD. Neither",
    "Fix this:\n```swift\nfunc area(_ r: Double) -> Double {\n  return 3.14 * r * r;\n}\n```\nIt fails with IndexError.",
    "Compare REST and gRPC for an internal service with 40 teams; what are the trade-offs?",
    "Janet has 16 eggs a day and sells them for $2 each. How much does she earn in 7 days?",
    "Let $n \\leq 10^9$. Prove that the sum of the first n odd numbers is n^2.",
    "请解释一下快速排序算法的平均时间复杂度，并给出一个简单的例子，然后说明在什么情况下它会退化，以及怎样避免这种情况。",
  ]

  /// No feature of a prompt of a dozen words or more moves further for an edit that changes nothing: it is what one
  /// word more among seven does to the logarithm of a count.
  static let bound: Float = 0.15

  private func largestMove(_ text: String, _ edited: String) -> (name: String, move: Float) {
    let before = structural(Array(text.utf8))
    let after = structural(Array(edited.utf8))
    var largest = (name: "", move: Float(0))
    for (index, name) in StructuralFeatures.names.enumerated() {
      let move = abs(after[index] - before[index])
      if move > largest.move { largest = (name, move) }
    }
    return largest
  }

  @Test(arguments: prompts)
  func `an edit that changes nothing moves no feature far`(_ prompt: String) {
    let space = prompt.firstIndex(of: " ") ?? prompt.startIndex
    let edits = [
      "please": "please " + prompt, "thanks": prompt + " Thanks", "space": prompt[..<space] + " " + prompt[space...],
      "trailing space": prompt + " ", "trailing line": prompt + "\n", "leading line": "\n" + prompt,
      "lower-case start": prompt.prefix(1).lowercased() + prompt.dropFirst(),
      "carriage returns": prompt.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"),
    ]
    for (name, edited) in edits.sorted(by: { $0.key < $1.key }) {
      let largest = largestMove(prompt, edited)
      #expect(largest.move <= Self.bound, "\(name) moved \(largest.name) by \(largest.move)")
    }
  }

  @Test(arguments: prompts)
  func `cue words count whatever their case`(_ prompt: String) {
    let plain = structural(prompt.lowercased())
    let loud = structural(prompt.uppercased())
    for name in StructuralFeatures.names where name.hasSuffix(" words") && name != "error words" {
      #expect(plain[name] == loud[name], "\(name)")
    }
  }
}

@Suite struct DistinctCounterTests {
  @Test(arguments: [0, 1, 10, 100, 1_000, 10_000])
  func `the estimate is within three per cent, repeats or not`(_ count: Int) {
    var counter = DistinctCounter()
    var random = SplitMix64(seed: 7)
    let hashes = (0..<count).map { _ in random.next() }
    for hash in hashes + hashes { counter.insert(hash) }
    #expect(abs(counter.estimate - Double(count)) <= 0.03 * Double(count))
  }

  @Test func `a full table still gives a finite estimate`() {
    var counter = DistinctCounter()
    var random = SplitMix64(seed: 7)
    for _ in 0..<1_000_000 { counter.insert(random.next()) }
    #expect(counter.estimate.isFinite)
  }
}
