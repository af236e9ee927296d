import Pointsman
import Testing

@testable import PointsmanOutcomes

@Suite("NearDuplicates and DuplicateCounts")
struct DuplicatesTests {
  private func clusters(_ prompts: [String]) -> [Int] { NearDuplicates(prompts.map { Prompt($0) }).clusters }

  @Test(
    "Copies but for case, spaces and punctuation are found",
    arguments: [
      ("Why does it hang?", "why  does it\nHANG"), ("a, b; c", "A B C!"), ("ÉTÉ à Paris", "été À paris."),
      (words(0, 50), words(0, 50).uppercased().replacing(" ", with: ",\n")), ("???", "???"),
    ])
  func copies(a: String, b: String) {
    #expect(clusters(["unrelated first", a, b]) == [0, 1, 1])
  }

  @Test("Texts that share more than 90 % of their words in a row are found, by each other's chain")
  func overlap() {
    #expect(clusters([words(0, 100), words(900, 30), words(2, 100), words(4, 100)]) == [0, 1, 0, 0])
  }

  @Test("Unrelated texts, and those that share half, are not joined")
  func unrelated() {
    let prompts = [
      words(0, 100), words(50, 100), words(200, 100), "Why does it hang?", "Why does it hang now?", "?", "+", "👍", "🚀",
    ]
    #expect(clusters(prompts) == Array(prompts.indices))
  }

  /// The text that prompts of a benchmark share, around the text of their own.
  enum Sharing: String, CaseIterable {
    case nothing, examplesBefore, instructionAfter, bothSides

    func prompt(_ own: String) -> String {
      switch self {
      case .nothing: own
      case .examplesBefore: words(5000, 400) + "\nQuestion: " + own
      case .instructionAfter: own + "\n" + words(6000, 400)
      case .bothSides: words(5000, 200) + "\n" + own + "\n" + words(6000, 200)
      }
    }
  }

  @Test(
    "Prompts that share examples or a template are no copies, however many or few they are",
    arguments: Sharing.allCases,
    [2, 3, 8, 9, 40])
  func sharedText(sharing: Sharing, count: Int) {
    for length in [8, 20, 60] {
      let prompts = (0..<count).map { sharing.prompt(words(10_000 + 100 * $0, length)) }
      #expect(clusters(prompts) == Array(prompts.indices), "\(length) words of their own")
    }
  }

  /// A way of copying a text.
  enum Copying: String, CaseIterable {
    case exact, oneWordChanged, upperCase, otherSpaces, twoWordsChanged, wordsAdded, wordsLost

    func copy(_ text: String) -> String {
      var words = text.split(separator: " ").map(String.init)
      switch self {
      case .exact: break
      case .oneWordChanged: words[words.count / 2] = "changed"
      case .upperCase: return text.uppercased()
      case .otherSpaces: return text.replacing(" ", with: "  \n")
      case .twoWordsChanged: (words[10], words[words.count - 10]) = ("changed", "too")
      case .wordsAdded: words += ["please", "answer", "now"]
      case .wordsLost: words.removeFirst(3)
      }
      return words.joined(separator: " ")
    }
  }

  @Test(
    "A copy is found, alone and among prompts that share text with it", arguments: Copying.allCases, Sharing.allCases)
  func copies(copying: Copying, sharing: Sharing) {
    for others in [1, 3, 40] {
      var own = (0..<others).map { words(10_000 + 200 * $0, 120) }
      own.append(copying.copy(own[others / 2]))
      let expected = Array(0..<others) + [others / 2]
      #expect(clusters(own.map(sharing.prompt)) == expected, "\(others) prompts")
    }
  }

  @Test("A template with several places for text of its own is no copy of itself")
  func template() {
    let prompts = (0..<30).map { number in
      (0..<5).map { words(5000 + 100 * $0, 40) + " " + words(10_000 + 100 * number + 10 * $0, 6) }.joined(
        separator: " ")
    }
    #expect(clusters(prompts) == Array(prompts.indices))
  }

  @Test("A prompt is a copy of itself however often it comes, and under whatever examples")
  func manyCopies() {
    #expect(
      clusters(.init(repeating: words(0, 60), count: 30) + [words(100, 60)]) == .init(repeating: 0, count: 30) + [30])
    let questions = (0..<12).map { words(10_000 + 200 * $0, 100) }
    let prompts = [5000, 6000].flatMap { examples in questions.map { words(examples, 300) + " " + $0 } }
    #expect(clusters(prompts) == Array(questions.indices) + Array(questions.indices))
  }

  @Test("Each count of copies includes the one before it")
  func counts() {
    let counts = DuplicateCounts(
      within: table([words(0, 60), words(0, 60), words(0, 60).uppercased(), words(1, 60), "new"]))
    #expect((counts.exact, counts.normalized, counts.near) == (1, 2, 3))
    #expect(counts.examples.map(\.row) == ["r1", "r2", "r3"])
    #expect(counts.examples.allSatisfy { $0.earlier == "r0" })
  }

  @Test("Leaks are copies of training rows, not copies within the test rows")
  func leaks() {
    let train = table([words(0, 60), "Why does it hang?"])
    let test = table(["fresh", "fresh", "why does it hang", words(1, 60), words(0, 60)])
    let counts = DuplicateCounts(leakingFrom: train, to: test)
    #expect((counts.exact, counts.normalized, counts.near) == (1, 2, 3))
    #expect(counts.rows == [2, 3, 4] && counts.rows(atLeast: .near) == counts.rows)
    #expect(counts.rows(atLeast: .normalized) == [2, 4] && counts.rows(atLeast: .exact) == [4])
    let none = DuplicateCounts(leakingFrom: train.selecting(rows: []), to: test)
    #expect((none.exact, none.normalized, none.near) == (0, 0, 0))
  }

  @Test("No more than twenty examples are kept")
  func examples() {
    let counts = DuplicateCounts(within: table(.init(repeating: "same", count: 30)))
    #expect(counts.exact == 29 && counts.examples.count == 20)
  }
}
