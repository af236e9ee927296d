import Testing

@testable import Pointsman

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
